import type { Db } from '../db/db.js';
import type { Order } from '../db/models/order.js';
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
  /** Where another way to pay for the same is chosen; null where nobody chose one. */
  readonly ways: string | null;
}

/** Of whoever has none yet. */
const first = { number: 1 };

export async function orderedBy(db: Db, order: Order): Promise<Ordered> {
  const { kind, planVersionId, addonVersionId, subscriptionId, price } = order;
  if (planVersionId === null && addonVersionId === null)
    return { what: null, number: null, ways: kind === 'topup' ? open('topup', price.minor) : null };
  const plan = planVersionId === null ? null : await db.plans.named(db.knex, planVersionId);
  const what = plan ? await titledTerm(db, plan) : await db.addons.byId(db.knex, addonVersionId!);
  if (kind === 'gift') return { what, number: null, ways: open('wrap', planVersionId!) };
  const { number } = subscriptionId === null ? first : await db.subscriptions.byId(db.knex, subscriptionId);
  const owned = await db.subscriptions.ofPerson(db.knex, order.userId);
  const hasOthers = owned.some((each) => each.number !== number);
  const code = planVersionId ?? addonCode({ id: addonVersionId! });
  return { what, number: hasOthers ? number : null, ways: open('methods', code, number) };
}
