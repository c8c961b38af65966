import type { InlineKeyboardButton, MessageEntity, RefundedPayment, SuccessfulPayment } from 'grammy/types';
import { badRequest, ControlError, forbidden } from './errors.js';
import type { Invoice } from './invoice.js';

export interface Person {
  readonly id: number;
  readonly first_name: string;
  readonly username?: string | undefined;
  readonly language_code?: string | undefined;
  /** What the chat page pretends to run on: ios, android, … Telegram never tells it to a bot. */
  readonly platform?: string | undefined;
}

/** A message as it is kept; what the bot and what the page get is made from it. */
export interface StoredMessage {
  readonly id: number;
  readonly by: 'bot' | 'person';
  /** Seconds since the epoch, as in the Bot API. */
  readonly date: number;
  edited?: number;
  text?: string;
  caption?: string;
  entities: MessageEntity[];
  /** Ids of files. */
  photo?: string;
  document?: string;
  invoice?: Invoice;
  payment?: SuccessfulPayment;
  refund?: RefundedPayment;
  keyboard?: InlineKeyboardButton[][];
  /** The person's keyboard as of this message; empty when it was taken away. */
  reply?: string[][];
  protected?: boolean;
}

export type MessageContent = Omit<StoredMessage, 'id' | 'date'>;

/** The private chat of a person and the bot. */
export interface Chat {
  readonly person: Person;
  /** The person has written: before that no bot may. */
  opened: boolean;
  blocked: boolean;
  lastMessageId: number;
  readonly messages: StoredMessage[];
}

const keptMessages = 200;

/** Everybody, and what they and the bot have said. */
export class Chats {
  readonly #chats = new Map<number, Chat>();
  readonly #now: () => number;

  constructor(now: () => number, saved: readonly Chat[]) {
    this.#now = now;
    for (const chat of saved) this.#chats.set(chat.person.id, chat);
  }

  /** A new person, or a known one with new particulars. */
  addPerson(person: Person): void {
    const known = this.#chats.get(person.id);
    const fresh = { opened: false, blocked: false, lastMessageId: 0, messages: [] };
    this.#chats.set(person.id, { ...(known ?? fresh), person });
  }

  all(): Chat[] {
    return [...this.#chats.values()];
  }

  /** For people's side. @throws {ControlError} 404 */
  of(personId: number): Chat {
    const chat = this.#chats.get(personId);
    if (!chat) throw new ControlError(404, `there is no person ${personId}`);
    return chat;
  }

  /** For the bot's side, by `chat_id`. @throws {ApiError} 400 `chat not found` */
  find(chatId: string): Chat {
    if (chatId === '') throw badRequest('chat_id is empty');
    const chat = this.#chats.get(Number(chatId));
    if (!chat) throw badRequest('chat not found');
    return chat;
  }

  /** A chat that the bot may write to. @throws {ApiError} 403 when the person never wrote or blocked it */
  writable(chatId: string): Chat {
    const chat = this.find(chatId);
    if (!chat.opened) throw forbidden("bot can't initiate conversation with a user");
    if (chat.blocked) throw forbidden('bot was blocked by the user');
    return chat;
  }

  add(chat: Chat, content: MessageContent): StoredMessage {
    chat.lastMessageId += 1;
    const message = { id: chat.lastMessageId, date: Math.floor(this.#now() / 1_000), ...content };
    chat.messages.push(message);
    if (chat.messages.length > keptMessages) chat.messages.shift();
    return message;
  }

  /** @throws {ApiError} 400 `message to … not found` */
  message(chat: Chat, id: number, purpose: 'edit' | 'delete' | 'be replied'): StoredMessage {
    const message = chat.messages.find((candidate) => candidate.id === id);
    if (!message) throw badRequest(`message to ${purpose} not found`);
    return message;
  }

  remove(chat: Chat, message: StoredMessage): void {
    chat.messages.splice(chat.messages.indexOf(message), 1);
  }
}
