import type { Chat } from './chats.js';
import { ControlError } from './errors.js';
import type { Invoice } from './invoice.js';
import { personUser } from './wire.js';
import { post, wireMessage, type World } from './world.js';

/** What the buyer sees; `error` is the bot's sentence, or Telegram's when the bot was silent. */
export interface Paid {
  readonly paid: boolean;
  readonly error: string | null;
}

/** Pays an invoice message. @throws {ControlError} 404 when it is none */
export function payMessage(world: World, personId: number, messageId: number): Promise<Paid> {
  const chat = world.chats.of(personId);
  const invoice = chat.messages.find(({ id }) => id === messageId)?.invoice;
  if (!invoice) throw new ControlError(404, `message ${messageId} is no invoice`);
  return pay(world, chat, invoice);
}

/** Pays what createInvoiceLink gave: anybody may, as often as they like. */
export function payLink(world: World, personId: number, link: string): Promise<Paid> {
  const invoice = world.stars.byLink(link);
  if (!invoice) throw new ControlError(404, 'there is no such invoice link');
  return pay(world, world.chats.of(personId), invoice);
}

/** The bot has ten seconds to agree; then the Stars are taken and a receipt comes into the chat. */
async function pay(world: World, chat: Chat, invoice: Invoice): Promise<Paid> {
  const person = chat.person.id;
  const query = world.checkouts.ask(world.deadlines.checkoutMs);
  world.updates.add(`checkout:${person}`, {
    pre_checkout_query: {
      id: query.id,
      from: personUser(chat.person),
      currency: invoice.currency,
      total_amount: invoice.total,
      invoice_payload: invoice.payload,
    },
  });
  const answer = await query.answer;
  if (answer?.ok) receipt(world, chat, invoice);
  const error = answer?.ok ? null : (answer?.error ?? 'The bot did not answer in time, nothing was charged.');
  world.events.emit('payment', { person, paid: error === null, error });
  return { paid: error === null, error };
}

/**
 * Gives Stars back, and says so in the chat: as the bot, whoever asked for it (aiogram/aiogram#1692).
 *
 * @throws {ApiError} 400
 */
export function refundCharge(world: World, userId: string, chargeId: string): void {
  const chat = world.chats.find(userId);
  const person = chat.person.id;
  const refund = world.stars.refund(person, chargeId, Math.floor(world.now() / 1_000));
  const message = post(world, chat, { by: 'bot', refund, entities: [] });
  world.updates.add(`chat:${person}`, { message: wireMessage(world, chat, message) });
}

function receipt(world: World, chat: Chat, invoice: Invoice): void {
  const payment = world.stars.charge(chat.person.id, invoice, Math.floor(world.now() / 1_000));
  chat.opened = true;
  const message = post(world, chat, { by: 'person', payment, entities: [] });
  world.updates.add(`chat:${chat.person.id}`, {
    message: wireMessage(world, chat, message),
  });
}
