import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { PaymentMethod } from '../db/models/payment-method.js';
import type { PlanVersion } from '../db/models/plan-version.js';
import type { Subscription } from '../db/models/subscription.js';
import { isRunning } from '../domain/mandate.js';
import type { Money } from '../domain/money.js';
import { renewalEnds } from '../domain/renewal.js';
import type { Shop } from './screen.js';

/** How a subscription could renew itself. */
export interface RenewalOffer {
  /** Null: from the balance. */
  readonly method: Pick<PaymentMethod, 'id' | 'kind' | 'title'> | null;
  readonly plan: Pick<PlanVersion, 'id' | 'months' | 'days'>;
  readonly price: Money;
}

/**
 * Every way there is: what the person let us charge, the default first, and the balance. None where its plan is not sold (a
 * trial is not), its term was over too long ago, or a provider charges for it by itself. Where that one is yet to be
 * stopped, a way can be chosen: it waits until the other charges no more (`nextStep`).
 */
export async function renewalOffers(
  db: Db,
  shop: Pick<Shop, 'offers' | 'charges'>,
  { id, userId, planVersionId, paidUntil }: Subscription,
  now: Date,
  trx?: Transaction,
): Promise<RenewalOffer[]> {
  if (planVersionId === null || paidUntil === null || renewalEnds(paidUntil) <= now) return [];
  const knex = trx ?? db.knex;
  const mandate = await db.mandates.of(knex, id);
  if (mandate?.wanted && isRunning(mandate, now)) return [];
  const plan = await db.plans.successor(await db.plans.byId(knex, planVersionId), trx);
  if (!plan) return [];
  const methods = await db.paymentMethods.ofPerson(knex, userId);
  return [...methods, null].flatMap((method) => {
    const price = plan.prices.find((each) =>
      method ? shop.charges(method.provider, each) : shop.offers('balance', each),
    );
    return price ? [{ method, plan, price }] : [];
  });
}

/** By the id that a button carried: 0 is the balance. */
export const offerOf = (offers: readonly RenewalOffer[], id: bigint | null): RenewalOffer | undefined =>
  offers.find(({ method }) => (method?.id ?? 0n) === id);
