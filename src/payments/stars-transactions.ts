import { z } from 'zod';

const User = z.object({ type: z.literal('user'), user: z.object({ id: z.number().int() }) });
/** Each term of a subscription bears the payload of the first; which it is, nobody says. */
const Buyer = User.extend({
  invoice_payload: z.string(),
  /** Seconds. */
  subscription_period: z.number().int().positive().optional(),
});
/** Fragment, a gift, an affiliate program …: they move Stars too. */
const another = z.looseObject({}).transform(() => null);

export const transactionSchema = z.object({
  id: z.string(),
  amount: z.number().int().transform(Math.abs),
  /** Seconds since the epoch. */
  date: z.number().int(),
  source: z.union([Buyer, another]).optional(),
  receiver: z.union([User, another]).optional(),
});
export type Transaction = z.output<typeof transactionSchema>;

const pageSize = 100;

/** `limit` of them from `offset` on, the oldest first. */
export type Page = (offset: number, limit: number) => Promise<readonly Transaction[]>;

/**
 * The bot's transactions since then, oldest first: bots get them in the order of their dates (ASCENDING_MASK in
 * td/telegram/StarManager.cpp), from an offset on.
 */
export async function* transactionsSince(page: Page, from: Date): AsyncIterable<Transaction> {
  for (let offset = await offsetOf(page, from); ; offset += pageSize) {
    const found = await page(offset, pageSize);
    yield* found;
    if (found.length < pageSize) return;
  }
}

/** There is no filter by date, so the place is found by doubling and halving: 40 small calls among a million. */
async function offsetOf(page: Page, from: Date): Promise<number> {
  const isOlder = async (offset: number): Promise<boolean> => {
    const [one] = await page(offset, 1);
    return one !== undefined && one.date * 1_000 < from.getTime();
  };
  let low = 0;
  let high = 0;
  while (await isOlder(high)) {
    low = high + 1;
    high = 2 * high + 1;
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isOlder(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
