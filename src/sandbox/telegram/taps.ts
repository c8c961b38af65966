import type { CallbackQuery, InlineKeyboardButton } from 'grammy/types';
import type { CallbackAnswer } from './answers.js';
import type { Chat, StoredMessage } from './chats.js';
import { ControlError } from './errors.js';
import { payMessage, type Paid } from './payments.js';
import { personUser, privateChat } from './wire.js';
import { wireMessage, type World } from './world.js';

/** Which button: by its place, or by the data it carries. */
export type Button =
  | { readonly message_id: number; readonly row: number; readonly col: number }
  | { readonly message_id: number; readonly data: string };

/** What the person sees after a tap. */
export interface Tapped {
  /** False when the bot did not answer in time and the button stopped spinning by itself. */
  readonly answered: boolean;
  readonly toast?: string;
  readonly alert?: string;
  readonly url?: string;
  readonly copied?: string;
  readonly payment?: Paid;
}

/** A tap on a button that the message has now; anything else is refused, as no app could do it. */
export async function tap(world: World, personId: number, where: Button): Promise<Tapped> {
  const chat = world.chats.of(personId);
  const message = chat.messages.find(({ id, by }) => id === where.message_id && by === 'bot');
  if (!message) throw new ControlError(404, `there is no message ${where.message_id} of the bot`);
  if (chat.blocked) throw new ControlError(409, 'the person has blocked the bot: unblock it first');
  const button = find(message, where);
  if (!button) throw new ControlError(409, 'the message has no such button');
  if ('callback_data' in button) {
    return ask(world, chat, { data: button.callback_data, message_id: message.id });
  }
  if ('url' in button) return { answered: true, url: button.url };
  if ('web_app' in button) return { answered: true, url: button.web_app.url };
  if ('copy_text' in button) return { answered: true, copied: button.copy_text.text };
  if ('pay' in button) return { answered: true, payment: await payMessage(world, personId, message.id) };
  throw new ControlError(409, 'the button does nothing here');
}

function find({ keyboard = [] }: StoredMessage, where: Button): InlineKeyboardButton | undefined {
  if ('row' in where) return keyboard[where.row]?.[where.col];
  return keyboard.flat().find((button) => 'callback_data' in button && button.callback_data === where.data);
}

/** What any modified client can send: every data, every message or none. */
export interface Forged {
  readonly data: string;
  readonly message_id?: number | undefined;
  readonly inline_message_id?: string | undefined;
}

export const forge = (world: World, personId: number, forged: Forged): Promise<Tapped> =>
  ask(world, world.chats.of(personId), forged);

async function ask(world: World, chat: Chat, { data, message_id: id, inline_message_id: inline }: Forged) {
  const person = chat.person.id;
  const query = world.taps.ask(world.deadlines.callbackMs);
  const body: CallbackQuery = {
    id: query.id,
    from: personUser(chat.person),
    ...(id === undefined ? {} : { message: messageOf(world, chat, id) }),
    ...(inline === undefined ? {} : { inline_message_id: inline }),
    chat_instance: String(person * 7_919),
    data,
  };
  const update = world.updates.add(`callback:${person}`, { callback_query: body });
  world.events.emit('callback', { person, message_id: id ?? null, data, update_id: update });
  return show(world, person, await query.answer);
}

/** A message that is gone comes as an inaccessible one, with the date 0. */
function messageOf(world: World, chat: Chat, id: number): NonNullable<CallbackQuery['message']> {
  const message = chat.messages.find((candidate) => candidate.id === id);
  return message
    ? wireMessage(world, chat, message)
    : { chat: privateChat(chat.person), message_id: id, date: 0 };
}

function show(world: World, person: number, answer: CallbackAnswer | null): Tapped {
  if (!answer) return { answered: false };
  const { text, alert, url } = answer;
  if (text !== '') world.events.emit('toast', { person, text, alert });
  return {
    answered: true,
    ...(text === '' ? {} : { [alert ? 'alert' : 'toast']: text }),
    ...(url === '' ? {} : { url }),
  };
}

const inlineMs = 10_000;

/** A person types `@bot query` somewhere; answers the results, or null when none came in time. */
export async function inlineQuery(world: World, personId: number, query: string): Promise<unknown[] | null> {
  const { person } = world.chats.of(personId);
  const asked = world.inlines.ask(inlineMs);
  world.updates.add(`inline:${personId}`, {
    inline_query: { id: asked.id, from: personUser(person), query, offset: '' },
  });
  return (await asked.answer)?.results ?? null;
}
