import type { Transaction } from 'objection';
import type { Shop } from '../chat/screen.js';
import type { Db } from '../db/db.js';
import type { PaymentMethod } from '../db/models/payment-method.js';
import type { PlanVersion } from '../db/models/plan-version.js';
import type { Renewal, Tried } from '../db/models/renewal.js';
import type { Money } from '../domain/money.js';
import { askedUntil } from '../domain/polling.js';
import { attemptsOf, type Renewing } from '../domain/renewal.js';

/** Everything that decides a renewal, and what it would be. */
export interface Outlook {
  readonly renewing: Renewing;
  /** How many paid terms there were. */
  readonly term: number;
  /** What would be bought; undefined when it is not sold any more. */
  readonly plan: PlanVersion | undefined;
  /** The one to be charged; undefined for the balance, and where it is gone. */
  readonly method: PaymentMethod | undefined;
  /** The try whose end is not known. */
  readonly underway: Tried | undefined;
}

/** Where it is looked for, and what is known of those who keep methods. */
export interface Around {
  readonly db: Db;
  readonly shop: Pick<Shop, 'charges' | 'asksFor'>;
}

/** As it stands now. `besides` is a try that shall not count: the one that is about to be made. */
export async function outlookOf(
  { db, shop }: Around,
  renewal: Renewal,
  trx?: Transaction,
  besides?: bigint,
): Promise<Outlook> {
  const { subscriptionId, userId, methodId, agreedAt, price: agreed, noticedAt, noticedEnd } = renewal;
  const knex = trx ?? db.knex;
  const { end, planId, term, runBy: _, ...known } = await db.renewals.standing(knex, subscriptionId);
  const was = await db.plans.byId(knex, renewal.planVersionId);
  const plan = planId === was.planId ? await db.plans.successor(was, trx) : undefined;
  const price = plan?.prices.find(({ currency }) => currency === agreed.currency) ?? null;
  const method = methodId === null ? undefined : await db.paymentMethods.own(knex, methodId, userId);
  const isThere = method !== undefined && shop.charges(method.provider, price ?? agreed);
  const tries = (await renewal.tries(knex, term)).map((one) => ({
    ...one,
    ...(one.isAsked && { askedUntil: askedUntil(one.begunAt, shop.asksFor(one.provider)) }),
  }));
  const told = {
    end: end ?? new Date(0),
    agreed: { at: agreedAt, price: agreed },
    noticedAt: noticedEnd && noticedEnd.getTime() === end?.getTime() ? noticedAt : null,
  };
  const renewing = {
    ...known,
    ...told,
    price,
    source: methodId === null ? await purse(db, userId, price ?? agreed, trx) : isThere ? 'there' : 'gone',
    attempts: attemptsOf(tries, told, methodId).filter(({ id }) => id !== besides),
  } as const;
  return { renewing, term, plan, method, underway: tries.find(({ state }) => state === 'underway') };
}

/** What makes it the same word: of this term as it is now, and what was agreed for it. */
export const wordOf = (
  { subscriptionId, agreedAt }: Renewal,
  { end }: Pick<Renewing, 'end'>,
  what: string,
): string => `renewal:${subscriptionId}:${what}:${end.getTime()}:${agreedAt.getTime()}`;

async function purse(db: Db, userId: bigint, price: Money, trx?: Transaction): Promise<'there' | 'short'> {
  const funds = await db.ledger.balances(userId, trx);
  const enough = funds.some(({ minor, currency }) => currency === price.currency && minor >= price.minor);
  return enough ? 'there' : 'short';
}
