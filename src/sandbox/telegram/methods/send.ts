import type { MessageContent } from '../chats.js';
import { badRequest } from '../errors.js';
import type { StoredFile } from '../files.js';
import { readCaption, readText } from '../formatted.js';
import { readInvoice } from '../invoice.js';
import { type Markup, readMarkup } from '../keyboard.js';
import { readMedia } from '../media.js';
import type { Params } from '../params.js';
import { post, wireMessage, type World } from '../world.js';
import type { Method, Methods } from './method.js';

/** Methods that put something new into a chat; only these are limited in number. */
export const sendMethods: Methods = {
  sendMessage(params, world) {
    const { text, entities } = readText(params);
    return send(params, world, readMarkup(params), () => ({ text, entities }));
  },

  sendPhoto: (params, world) => sendFile(params, world, 'photo'),
  sendDocument: (params, world) => sendFile(params, world, 'document'),

  sendInvoice(params, world) {
    const invoice = readInvoice(params);
    if (invoice.period !== undefined) throw badRequest('SUBSCRIPTION_PERIOD_INVALID');
    const markup = readMarkup(params, true);
    const pays = markup.inline?.[0]?.[0];
    if (markup.inline && !(pays && 'pay' in pays)) throw badRequest('REPLY_MARKUP_BUY_EMPTY');
    const inline = markup.inline ?? [[{ text: `Pay ⭐️${invoice.total}`, pay: true }]];
    return send(params, world, { inline }, () => ({ invoice, entities: [] }));
  },

  sendChatAction(params, world) {
    const action = params.text('action');
    if (!actions.includes(action)) throw badRequest('wrong parameter action in request');
    const { person } = world.chats.writable(params.text('chat_id'));
    world.events.emit('action', { person: person.id, action });
    return true;
  },
};

const actions = [
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
];

type Sent = ReturnType<Method>;

function sendFile(params: Params, world: World, kind: StoredFile['kind']): Sent {
  const keep = readMedia(params, world.files, kind, params.text(kind));
  const { text, entities } = readCaption(params);
  return send(params, world, readMarkup(params), () => ({
    [kind]: keep(),
    ...(text === '' ? {} : { caption: text }),
    entities,
  }));
}

/** Refuses what cannot be sent before `content` is made and kept. */
function send(params: Params, world: World, markup: Markup, content: () => Omit<MessageContent, 'by'>): Sent {
  const chat = world.chats.writable(params.text('chat_id'));
  const reply = params.object('reply_parameters');
  if (reply && reply['allow_sending_without_reply'] !== true) {
    world.chats.message(chat, Number(reply['message_id']), 'be replied');
  }
  world.limits.take(chat.person.id);
  const message = post(world, chat, {
    by: 'bot',
    ...content(),
    ...(markup.inline ? { keyboard: markup.inline } : {}),
    ...(markup.reply ? { reply: markup.reply } : {}),
    ...(params.flag('protect_content') ? { protected: true } : {}),
  });
  return wireMessage(world, chat, message);
}
