import type { CallbackAnswer, CheckoutAnswer, InlineAnswer } from './answers.js';
import type { Channels } from './channels.js';
import type { Chat, Chats, MessageContent, StoredMessage } from './chats.js';
import type { Events } from './events.js';
import type { Faults } from './faults.js';
import type { Files } from './files.js';
import type { Journal } from './journal.js';
import type { Limits } from './limits.js';
import type { Stars } from './stars.js';
import type { Polling } from './polling.js';
import type { Queries } from './queries.js';
import type { BotSettings } from './settings.js';
import type { Updates } from './updates.js';
import { viewMessage } from './view.js';
import type { Delivery } from './webhook.js';
import { type BotIdentity, toWire, type WireMessage } from './wire.js';

/** How long people wait, in milliseconds. */
export interface Deadlines {
  callbackMs: number;
  checkoutMs: number;
}

/** Everything one emulated bot consists of. */
export interface World {
  readonly token: string;
  readonly bot: BotIdentity;
  readonly now: () => number;
  readonly chats: Chats;
  readonly channels: Channels;
  readonly files: Files;
  readonly updates: Updates;
  readonly taps: Queries<CallbackAnswer>;
  readonly checkouts: Queries<CheckoutAnswer>;
  readonly inlines: Queries<InlineAnswer>;
  readonly stars: Stars;
  readonly settings: BotSettings;
  readonly deadlines: Deadlines;
  readonly polling: Polling;
  readonly delivery: Delivery;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly events: Events;
}

/** Puts a message into a chat and shows it to whoever looks at the page. */
export function post(world: World, chat: Chat, content: MessageContent): StoredMessage {
  const message = world.chats.add(chat, content);
  world.events.emit('message', { person: chat.person.id, message: viewMessage(message, world.files) });
  return message;
}

export const wireMessage = (world: World, chat: Chat, message: StoredMessage): WireMessage =>
  toWire(chat, message, world.bot, world.files);
