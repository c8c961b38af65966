import type { Chat, StoredMessage } from '../chats.js';
import { badRequest } from '../errors.js';
import { readCaption, readText } from '../formatted.js';
import { readMarkup } from '../keyboard.js';
import { readMedia } from '../media.js';
import { isObject, type Params, textOf } from '../params.js';
import { viewMessage } from '../view.js';
import { wireMessage, type World } from '../world.js';
import type { Methods } from './method.js';

const deletableSeconds = 48 * 3_600;

/** Methods that change or take away what is already in a chat. */
export const editMethods: Methods = {
  editMessageText(params, world) {
    const { text, entities } = readText(params);
    return edit(params, world, (message) => {
      if (message.text === undefined) throw badRequest('there is no text in the message to edit');
      return { text, entities };
    });
  },

  editMessageCaption(params, world) {
    const { text, entities } = readCaption(params);
    return edit(params, world, ({ photo, document }) => {
      if (!photo && !document) throw badRequest('there is no caption in the message to edit');
      return { ...picked({ photo, document }), ...(text === '' ? {} : { caption: text }), entities };
    });
  },

  editMessageMedia(params, world) {
    const media = params.object('media');
    const kind = media?.['type'];
    if (!isObject(media) || (kind !== 'photo' && kind !== 'document')) {
      throw badRequest("can't parse InputMedia: type must be photo or document");
    }
    const keep = readMedia(params, world.files, kind, textOf(media['media']));
    const { text, entities } = readCaption(params.with(media));
    return edit(params, world, ({ invoice, payment }) => {
      if (invoice || payment) throw badRequest("message can't be edited");
      return { [kind]: keep(), ...(text === '' ? {} : { caption: text }), entities };
    });
  },

  editMessageReplyMarkup: (params, world) =>
    edit(params, world, (message) => ({ ...picked(message), entities: message.entities }), false),

  deleteMessage(params, world) {
    const chat = world.chats.find(params.text('chat_id'));
    const message = world.chats.message(chat, messageId(params), 'delete');
    if (world.now() / 1_000 - message.date > deletableSeconds) {
      throw badRequest("message can't be deleted for everyone");
    }
    world.chats.remove(chat, message);
    world.events.emit('delete', { person: chat.person.id, message_id: message.id });
    return true;
  },
};

type Content = Pick<StoredMessage, 'entities'> & Partial<Pick<StoredMessage, (typeof parts)[number]>>;
const parts = ['text', 'caption', 'photo', 'document', 'invoice', 'keyboard'] as const;

function picked(message: {
  [Part in keyof StoredMessage]?: StoredMessage[Part] | undefined;
}): Partial<Content> {
  const kept = parts.filter((part) => part !== 'keyboard' && message[part] !== undefined);
  return Object.fromEntries(kept.map((part) => [part, message[part]]));
}

/** Replaces content and buttons: an edit that names no buttons takes them away. */
function edit(
  params: Params,
  world: World,
  next: (message: StoredMessage) => Content,
  marks = true,
): unknown {
  const { chat, message } = target(params, world);
  const { inline } = readMarkup(params);
  const content: Content = { ...next(message), ...(inline ? { keyboard: inline } : {}) };
  if (fingerprint(content) === fingerprint(message)) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  for (const part of parts) delete message[part];
  Object.assign(message, content);
  if (marks) message.edited = Math.floor(world.now() / 1_000);
  world.events.emit('edit', { person: chat.person.id, message: viewMessage(message, world.files) });
  return wireMessage(world, chat, message);
}

function target(params: Params, world: World): { chat: Chat; message: StoredMessage } {
  if (params.has('inline_message_id')) throw badRequest('MESSAGE_ID_INVALID');
  const chat = world.chats.writable(params.text('chat_id'));
  const message = world.chats.message(chat, messageId(params), 'edit');
  if (message.by !== 'bot') throw badRequest("message can't be edited");
  return { chat, message };
}

function messageId(params: Params): number {
  const id = params.integer('message_id', 0);
  if (id === 0) throw badRequest('message identifier is not specified');
  return id;
}

const fingerprint = (content: Content): string =>
  JSON.stringify([...parts.map((part) => content[part] ?? null), content.entities]);
