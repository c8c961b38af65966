import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { lateMs } from '../domain/mandate.js';
import { ask } from './ask.js';

/** What is charged again and again at a page of its seller's own; until when, nobody tells us. */
export interface ChargedElsewhere {
  readonly provider: string;
  /** What its last charge was for. */
  readonly planVersionId: bigint;
}

/** The same, by the names that it has there. */
export interface SubscribedElsewhere {
  readonly payerTelegramId: bigint;
  readonly provider: string;
  /** The external id of each of its charges begins with this and a colon. */
  readonly subscription: string;
}

/** A charge that no other follows, and what it renewed; null is the person's first subscription. */
export interface LastCharge {
  readonly paymentId: bigint;
  readonly userId: bigint;
  readonly subscriptionId: bigint | null;
}

const isPaid = "p.state in ('succeeded', 'refunded_in_part', 'disputed')";

/** By its provider's clock; from before that was kept, by ours. */
const chargedAt = 'coalesce(p.charged_at, p.created_at)';

/** That `p`, of order `o`, is a charge of subscription `s` at such a page, and its money did not go back. */
const isCharge = `
  o.user_id = s.user_id and coalesce(o.subscription_id = s.id, s.number = 1) and p.paid_until is not null and ${isPaid}`;

const isCancelled = `
  exists (select from users payer join cancellations c on c.payer_id = payer.telegram_id
    where payer.id = o.user_id and c.provider = p.provider and starts_with(p.external_id, c.subscription || ':')
      and c.cancelled_at >= ${chargedAt})`;

/** That it is, and the next one is still to come. */
export const isChargeElsewhere = `${isCharge} and not ${isCancelled}`;

const chargedElsewhere = `
  select p.provider, o.plan_version_id
  from subscriptions s, orders o join payments p on p.order_id = o.id
  where s.id = ? and ${isChargeElsewhere} and o.plan_version_id is not null and p.paid_until > ?
  order by p.paid_until desc limit 1`;

/** For this subscription, by what its last charge pays for; one that is late is waited for. Null where nobody does. */
export async function findChargedElsewhere(
  knex: Knex,
  subscriptionId: bigint,
  now: Date,
): Promise<ChargedElsewhere | null> {
  const waitedFor = new Date(now.getTime() - lateMs);
  const [row] = await ask<ChargedElsewhere>(knex, chargedElsewhere, subscriptionId, waitedFor);
  return row ?? null;
}

const keep = `
  insert into cancellations as c (payer_id, provider, subscription, cancelled_at) values (?, ?, ?, ?)
  on conflict (payer_id, provider, subscription) do update
    set cancelled_at = greatest(c.cancelled_at, excluded.cancelled_at)`;

const last = `
  select * from (
    select p.id payment_id, o.user_id, o.subscription_id, ${isCancelled} is_last
    from users u join orders o on o.user_id = u.id join payments p on p.order_id = o.id
    where u.telegram_id = ? and p.provider = ? and starts_with(p.external_id, ?) and ${isPaid}
    order by ${chargedAt} desc, p.id desc limit 1) charge
  where is_last`;

const cancelledBy = `
  select p.provider from subscriptions s, orders o join payments p on p.order_id = o.id
  where s.id = ? and ${isCharge} and ${isCancelled} order by ${chargedAt} desc limit 1`;

/** What was ended at such a page. A charge that was made after that takes it up again, in whichever order both are told. */
export const cancellations = {
  /** At that time, by the provider's clock. */
  async keep(
    trx: Transaction,
    { payerTelegramId, provider, subscription }: SubscribedElsewhere,
    at: Date,
  ): Promise<void> {
    await ask(trx, keep, payerTelegramId, provider, subscription, at);
  },

  /** Undefined where another one is to come, or none came. */
  async lastCharge(
    trx: Transaction,
    { payerTelegramId, provider, subscription }: SubscribedElsewhere,
  ): Promise<LastCharge | undefined> {
    const [row] = await ask<LastCharge>(trx, last, payerTelegramId, provider, `${subscription}:`);
    return row;
  },

  /** Who charged for this subscription last of those that will not again. */
  async of(knex: Knex, subscriptionId: bigint): Promise<string | null> {
    const [row] = await ask<Pick<ChargedElsewhere, 'provider'>>(knex, cancelledBy, subscriptionId);
    return row?.provider ?? null;
  },
};
