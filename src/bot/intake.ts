import { z } from 'zod';
import type { Door } from '../queue/door.js';

const Person = z.looseObject({ id: z.int(), is_bot: z.boolean(), first_name: z.string() });
const From = z.looseObject({ from: Person });
const PreCheckout = z.looseObject({
  id: z.string(),
  from: Person,
  currency: z.string(),
  total_amount: z.int(),
  invoice_payload: z.string(),
});

/** What an update must be to be put into a mailbox; everything else in it is the worker's to judge. */
const Update = z.looseObject({
  update_id: z.int().nonnegative(),
  message: z.looseObject({ from: Person.optional(), successful_payment: z.unknown().optional() }).optional(),
  callback_query: From.optional(),
  my_chat_member: From.optional(),
  pre_checkout_query: PreCheckout.optional(),
});

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
    pre_checkout_query: query,
  } = parsed.data;
  if (query) {
    const { id, from, currency, total_amount: totalAmount, invoice_payload: payload } = query;
    await door.askPrecheckout(id, { fromId: from.id, currency, totalAmount, payload, receivedAt });
    return 'taken';
  }
  const from = message?.from ?? callback_query?.from ?? my_chat_member?.from;
  if (!from) return 'ignored';
  // Money and membership are never dropped, however fast somebody taps.
  const mayDrop = my_chat_member === undefined && message?.successful_payment === undefined;
  const letter = { updateId, update: body as Record<string, never>, receivedAt };
  const put = await door.mailbox.put(String(from.id), letter, mayDrop);
  return put === 'stored' ? 'taken' : put === 'known' ? 'repeated' : 'dropped';
}
