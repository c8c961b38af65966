import type { Db } from '../db/db.js';
import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import { open } from '../buttons.js';
import { titledTerm } from './term-title.js';
import { addonCode } from './ware.js';
import type { What } from './what-text.js';

/** What an order is for, as whoever pays it sees it. */
export interface Ordered {
  /** Null where that is money. */
  readonly what: What | null;
  /** Of the subscription that it is for, where they have others. */
  readonly number: number | null;
  /** Where ways to pay for the same are, paid in the same manner; null of what nobody chooses one for. */
  readonly ways: string | null;
}

/** Of whoever has none yet. */
const first = { number: 1 };

export async function orderedBy(
  db: Db,
  order: Order,
  { repeats }: Pick<Payment, 'repeats'>,
): Promise<Ordered> {
  const { kind, planVersionId, addonVersionId, subscriptionId, price } = order;
  if (planVersionId === null && addonVersionId === null)
    return { what: null, number: null, ways: kind === 'topup' ? open('topup', price.minor) : null };
  const [what, { number }, owned] = await Promise.all([
    planVersionId === null ? db.addons.byId(db.knex, addonVersionId!) : titled(db, planVersionId),
    subscriptionId === null ? first : db.subscriptions.byId(db.knex, subscriptionId),
    db.subscriptions.ofPerson(db.knex, order.userId),
  ]);
  if (kind === 'gift') return { what, number: null, ways: open('wrap', planVersionId!) };
  const hasOthers = owned.some((each) => each.number !== number);
  const how = repeats ? ['r'] : order.heldMinor > 0n ? ['m'] : [];
  const code = planVersionId ?? addonCode({ id: addonVersionId! });
  return { what, number: hasOthers ? number : null, ways: open('methods', code, number, ...how) };
}

const titled = async (db: Db, planVersionId: bigint): Promise<What> =>
  titledTerm(db, await db.plans.named(db.knex, planVersionId));
