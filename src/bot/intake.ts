import { z } from 'zod';
import type { Door } from '../queue/door.js';

const Person = z.looseObject({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});
const Chat = z.looseObject({ id: z.int(), type: z.string() });
const Entities = z.array(z.looseObject({ type: z.string(), offset: z.int(), length: z.int() }));
const Place = z.looseObject({ message_id: z.int(), date: z.int(), chat: Chat });
const Receipt = z.looseObject({ telegram_payment_charge_id: z.string() });
const Message = Place.extend({
  from: Person.optional(),
  text: z.string().optional(),
  entities: Entities.optional(),
  caption: z.string().optional(),
  caption_entities: Entities.optional(),
  successful_payment: Receipt.optional(),
  refunded_payment: Receipt.optional(),
});
const Tap = z.looseObject({
  id: z.string(),
  from: Person,
  data: z.string().optional(),
  message: Place.optional(),
});
const Membership = z.looseObject({
  from: Person,
  chat: Chat,
  new_chat_member: z.looseObject({ status: z.string() }),
});
const ChannelMembership = Membership.extend({
  new_chat_member: z.looseObject({ status: z.string(), user: Person, is_member: z.boolean().optional() }),
});
const StarSubscription = z.looseObject({ user: Person, invoice_payload: z.string(), state: z.string() });
const InlineQuery = z.looseObject({ id: z.string(), from: Person, query: z.string() });
const PreCheckout = z.looseObject({
  id: z.string(),
  from: Person,
  currency: z.string(),
  total_amount: z.int(),
  invoice_payload: z.string(),
});

/** What an update must be to be put into a mailbox: all that a worker reads of it has the type that it is taken for. */
const Update = z.looseObject({
  update_id: z.int().nonnegative(),
  message: Message.optional(),
  callback_query: Tap.optional(),
  my_chat_member: Membership.optional(),
  chat_member: ChannelMembership.optional(),
  pre_checkout_query: PreCheckout.optional(),
  inline_query: InlineQuery.optional(),
  subscription: StarSubscription.optional(),
});

/** Telegram's own limit of what is typed behind a bot's name. */
const inlineLength = 256;

/** `ignored`: a kind of update that we did not ask for, or that has no person. */
export type Taken = 'taken' | 'repeated' | 'dropped' | 'ignored' | 'malformed';

/**
 * Takes one update: checks its shape and puts it where a worker finds it. Safe to repeat.
 *
 * @throws when Redis is away: Telegram shall send it again
 */
export async function takeUpdate(body: unknown, door: Door, receivedAt: number): Promise<Taken> {
  const parsed = Update.safeParse(body);
  if (!parsed.success) return 'malformed';
  const {
    update_id: updateId,
    message,
    callback_query,
    my_chat_member,
    chat_member,
    pre_checkout_query: query,
    inline_query: typed,
    subscription,
  } = parsed.data;
  if (query) {
    const { id, from, currency, total_amount: totalAmount, invoice_payload: payload } = query;
    await door.askPrecheckout(id, { fromId: from.id, currency, totalAmount, payload, receivedAt });
    return 'taken';
  }
  if (typed) {
    const text = typed.query.slice(0, inlineLength);
    await door.askInline(typed.id, { fromId: typed.from.id, text });
    return 'taken';
  }
  // Whoever came or went, whoever did it.
  const moved = chat_member?.new_chat_member.user;
  const sender = message?.from ?? callback_query?.from ?? my_chat_member?.from;
  const from = refundedIn(message) ?? sender ?? moved ?? subscription?.user;
  if (!from) return 'ignored';
  // Money and membership are never dropped, however fast somebody taps.
  const money = message?.successful_payment ?? message?.refunded_payment ?? subscription;
  const mayDrop = my_chat_member === undefined && chat_member === undefined && money === undefined;
  const letter = { updateId, update: body as Record<string, never>, receivedAt };
  const put = await door.mailbox.put(String(from.id), letter, mayDrop).catch(tooDeep);
  if (put === null) return 'malformed';
  return put === 'stored' ? 'taken' : put === 'known' ? 'repeated' : 'dropped';
}

/** A refund comes from the bot itself (aiogram/aiogram#1692), and is told in its order to whoever gets the money. */
const refundedIn = (message: z.output<typeof Message> | undefined) =>
  message?.refunded_payment && message.chat.type === 'private' ? message.chat : undefined;

/** It was parsed without a stack, and cannot be written with one. */
function tooDeep(error: unknown): null {
  if (error instanceof RangeError) return null;
  throw error;
}
