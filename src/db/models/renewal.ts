import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { money, type Currency, type Money } from '../../domain/money.js';
import type { Try } from '../../domain/renewal.js';
import { isChargeElsewhere } from '../charged-elsewhere.js';
import { ask } from '../ask.js';
import { isLeaving } from '../is-leaving.js';
import { Row } from '../model.js';

export interface NewAgreement {
  readonly subscriptionId: bigint;
  readonly userId: bigint;
  /** Null: from the balance. */
  readonly methodId: bigint | null;
  readonly planVersionId: bigint;
  readonly price: Money;
}

/** How a subscription stands, as far as its renewal goes. */
export interface RenewalFacts {
  readonly end: Date | null;
  readonly planId: bigint | null;
  /** How many paid terms it has had. */
  readonly term: number;
  readonly lastPaidAt: Date | null;
  readonly isRefunded: boolean;
  readonly isLeaving: boolean;
  readonly disputedAt: Date | null;
  readonly isAway: boolean;
  readonly runUntil: Date | null;
  /** Who charges for it by itself until then. */
  readonly runBy: string | null;
}

/** A try to charge a renewal, as it came out. */
export interface Tried extends Try {
  readonly id: bigint;
  readonly orderId: bigint;
  readonly provider: string;
  /** Its provider tells what came of it; else a person decides. */
  readonly isAsked: boolean;
}

const agree = `
  insert into renewals as r (subscription_id, user_id, active, method_id, plan_version_id, price_minor, currency, agreed_at)
  values (?, ?, true, ?, ?, ?, ?, clock_timestamp())
  on conflict (subscription_id) do update set active = true, method_id = excluded.method_id,
    plan_version_id = excluded.plan_version_id, price_minor = excluded.price_minor, currency = excluded.currency,
    agreed_at = excluded.agreed_at`;

/**
 * Of all that was paid for it: when it was paid last, and disputed, unless that was won; of the term that was paid last, whether it was taken back
 * or is about to be, or whether the charge for the next one went back before it could be booked.
 * Who charges by itself at a page of its own (Tribute) does so until its person ends it there, whatever else is bought of the
 * same plan. What nobody wants any more may charge until its provider knows.
 */
const standing = `
  select s.paid_until "end", v.plan_id, (
      select count(*)::int from grants g
      where g.subscription_id = s.id and g.source = 'order' and g.months + g.days > 0) term,
    paid.last_paid_at, paid.disputed_at, coalesce(last.taken, false) or exists (
      select from renewals r join orders o using (subscription_id) join payments p on p.order_id = o.id
      where r.subscription_id = s.id and o.term_number is not null and o.state = 'open'
        and p.state = 'refunded' and p.updated_at >= r.agreed_at) is_refunded,
    coalesce(last.leaving, false) is_leaving,
    u.banned_at is not null or u.blocked_at is not null is_away,
    greatest(elsewhere.paid_until, runs.paid_until) run_until, coalesce(runs.provider, elsewhere.provider) run_by
  from subscriptions s join users u on u.id = s.user_id left join plan_versions v on v.id = s.plan_version_id
  left join lateral (
    select max(e.at) filter (where e.to_state = 'succeeded') last_paid_at,
      greatest(max(r.disputed_at), max(e.at) filter (where e.to_state = 'disputed' and not exists (
        select from payment_events w where w.payment_id = e.payment_id and w.id > e.id
          and w.from_state = 'disputed' and w.to_state in ('succeeded', 'refunded_in_part')))) disputed_at
    from orders o join payments p on p.order_id = o.id
    left join payment_events e on e.payment_id = p.id and e.to_state in ('succeeded', 'disputed')
    left join refunds r on r.payment_id = p.id and r.disputed_at is not null and r.state <> 'canceled'
    where o.user_id = s.user_id and o.kind <> 'topup' and (o.subscription_id = s.id or exists (
      select from grants g where g.subscription_id = s.id and g.source = 'order' and g.source_id = o.id::text))
  ) paid on true
  left join lateral (
    select exists (select from grant_withdrawals w where w.grant_id = g.id and w.days is null) taken, ${isLeaving} leaving
    from grants g
    where g.subscription_id = s.id and g.source = 'order' and g.months + g.days > 0
    order by g.id desc limit 1) last on true
  left join lateral (
    select p.paid_until, p.provider from orders o join payments p on p.order_id = o.id
    join plan_versions ov on ov.id = o.plan_version_id
    where ${isChargeElsewhere} and ov.plan_id = v.plan_id
    order by p.paid_until desc limit 1) elsewhere on true
  left join lateral (
    select m.paid_until, m.provider from mandates m
    where m.subscription_id = s.id and m.state = 'on' order by m.paid_until desc limit 1) runs on true
  where s.id = ?`;

/** One that was given up before anybody was asked is no try. */
const tried = `
  select p.id, p.order_id, case when p.state in ('created', 'pending', 'review') then 'underway' else 'failed' end state,
    coalesce(p.decline, 'other') decline, p.updated_at at, p.created_at begun_at, p.method_id,
    p.provider, p.state in ('created', 'pending') is_asked
  from orders o join payments p on p.order_id = o.id
  where o.subscription_id = ? and o.term_number = ?
    and (p.state in ('created', 'pending', 'review') or p.created_at >= ?)
    and (p.state in ('created', 'pending', 'review', 'failed', 'expired')
      or (p.state = 'canceled' and p.external_id is not null))
  order by p.id`;

/** What somebody agreed to: to be charged for their subscription again and again, until they say no. */
export class Renewal extends Row {
  static override tableName = 'renewals';
  static override idColumn = 'subscriptionId';

  declare readonly subscriptionId: bigint;
  declare readonly userId: bigint;
  declare readonly active: boolean;
  /** Null: from the balance. */
  declare readonly methodId: bigint | null;
  declare readonly planVersionId: bigint;
  declare readonly priceMinor: bigint;
  declare readonly currency: Currency;
  declare readonly agreedAt: Date;
  declare readonly noticedAt: Date | null;
  /** The end of the term that they were told of then. */
  declare readonly noticedEnd: Date | null;

  /** The most that is charged. */
  get price(): Money {
    return money(this.priceMinor, this.currency);
  }

  static of(knex: Knex, subscriptionId: bigint): Promise<Renewal | undefined> {
    return this.one(knex, 'subscription_id = ?', subscriptionId);
  }

  /** Before everything else that a charge locks, so that it and the off switch are one after the other. */
  static lockOf(trx: Transaction, subscriptionId: bigint): Promise<Renewal | undefined> {
    return this.one(trx, 'subscription_id = ? for update', subscriptionId);
  }

  /** All that a person is charged for, in one order. */
  static async lockOfPerson(trx: Transaction, userId: bigint): Promise<void> {
    const sql = 'select from renewals where user_id = ? and active order by subscription_id for update';
    await ask(trx, sql, userId);
  }

  /** Dated by the clock that dates the tries. */
  static async agree(trx: Transaction, agreement: NewAgreement): Promise<void> {
    const { subscriptionId, userId, methodId, planVersionId, price } = agreement;
    const { minor, currency } = price;
    await ask(trx, agree, subscriptionId, userId, methodId, planVersionId, minor, currency);
  }

  static async standing(knex: Knex, subscriptionId: bigint): Promise<RenewalFacts> {
    const [row] = await ask<RenewalFacts>(knex, standing, subscriptionId);
    if (!row) throw new Error(`there is no subscription ${subscriptionId}`);
    return row;
  }

  /** The tries to charge this term since its person last agreed, and whatever is under way. */
  tries(knex: Knex, term: number): Promise<Tried[]> {
    return ask<Tried>(knex, tried, this.subscriptionId, term, this.agreedAt);
  }
}
