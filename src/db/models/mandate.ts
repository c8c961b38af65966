import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { lateMs, type MandateState } from '../../domain/mandate.js';
import { money, type Currency, type Money } from '../../domain/money.js';
import type { Term } from '../../domain/term.js';
import { ask } from '../ask.js';
import { RowWithTurn } from '../turn.js';
import { unwantMandate, unwantMandatesOf, wantMandate } from '../wish-mandates.js';

export interface NewMandate {
  readonly userId: bigint;
  readonly provider: string;
  readonly externalId: string;
  /** Its first. */
  readonly paymentId: bigint;
  readonly payerId: bigint | null;
  readonly planVersionId: bigint;
  readonly price: Money;
  readonly term: Term;
  readonly paidUntil: Date;
}

/** By what a provider names one that it tells of: what it began with, as the provider echoes it, and who pays. */
export interface Beginning {
  readonly provider: string;
  readonly paymentId: bigint;
  readonly payerId: bigint;
}

const keep = `
  insert into mandates (user_id, provider, external_id, payment_id, payer_id, plan_version_id, price_minor, currency,
    months, days, paid_until)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (provider, external_id) do update set updated_at = clock_timestamp() returning id`;

/** By what the same invoice began, the one that renews something first. */
const charged = `
  select m.* from mandates m
  where m.payment_id = any(array(select id from payments where order_id = ? and provider = ?))
    and m.subscription_id is not null and (m.payer_id is null or m.payer_id = ?)
  order by m.id desc limit 1`;

/**
 * What its payer ended after this charge, which came a term before, stays ended. Five minutes are what clocks may differ
 * by: what was ended as shortly before is not charged.
 */
const renew = `
  update mandates set paid_until = greatest(paid_until, ?), updated_at = clock_timestamp(), state = case
    when state = 'paused' and told_at > ?::timestamptz - make_interval(months => months, days => days, mins => 5)
    then state else 'on' end
  where id = ?`;

/**
 * The others of the same subscription would charge it twice. One that was stopped before a person let its first charge
 * count is only taken up by its payer.
 */
const begin = `
  with begun as (
    update mandates set subscription_id = ?, wanted = state <> 'stopped', updated_at = clock_timestamp() where id = ?)
  update mandates set wanted = false, updated_at = clock_timestamp()
  where subscription_id = ? and id <> ? and wanted returning id`;

const running =
  "subscription_id = ? and state = 'on' and paid_until > ? order by wanted desc, id desc limit 1";

const begunBy = `
  select * from mandates where provider = ? and payer_id = ? and payment_id = any(array(
    select q.id from payments p join payments q on q.order_id = p.order_id and q.provider = p.provider where p.id = ?))
  order by id for update`;

const tell = 'update mandates set state = ?, told_at = ?, updated_at = clock_timestamp() where id = ?';

const ofOtherPlans = `
  select m.id from mandates m join plan_versions v on v.id = m.plan_version_id
  where m.subscription_id = ? and v.plan_id <> (select plan_id from plan_versions where id = ?) order by m.id`;

const endTurn = `
  update mandates set state = case when state = ? then ? else state end, turn = null, turn_until = null,
    updated_at = clock_timestamp()
  where id = ? and turn = ? returning *`;

/** What a payer lets a provider charge again and again by itself. */
export class Mandate extends RowWithTurn {
  static override tableName = 'mandates';

  declare readonly id: bigint;
  declare readonly userId: bigint;
  /** What its charges renew; null where its first one bought nothing. */
  declare readonly subscriptionId: bigint | null;
  declare readonly provider: string;
  declare readonly externalId: string;
  declare readonly paymentId: bigint;
  /** Telegram's id of whoever pays. */
  declare readonly payerId: bigint | null;
  declare readonly planVersionId: bigint;
  declare readonly priceMinor: bigint;
  declare readonly currency: Currency;
  /** With `days`: what each charge pays for. */
  declare readonly months: number;
  declare readonly days: number;
  /** Whether it may go on, by us and by its person. */
  declare readonly wanted: boolean;
  declare readonly state: MandateState;
  /** When we heard what its provider last told of it, a charge apart. */
  declare readonly toldAt: Date | null;
  /** When the provider charges next. */
  declare readonly paidUntil: Date;

  get price(): Money {
    return money(this.priceMinor, this.currency);
  }

  /** One row however often it is told; not wanted until it has bought something. */
  static async keep(trx: Transaction, mandate: NewMandate): Promise<bigint> {
    const { userId, provider, externalId, paymentId, payerId, planVersionId, price, term, paidUntil } =
      mandate;
    const { minor, currency } = price;
    const { months, days } = term;
    const whose = [userId, provider, externalId, paymentId, payerId] as const;
    const values = [planVersionId, minor, currency, months, days, paidUntil] as const;
    const [row] = await ask<{ id: bigint }>(trx, keep, ...whose, ...values);
    return row!.id;
  }

  /** The last that began with this payment. */
  static begunWith(knex: Knex, paymentId: bigint): Promise<Mandate | undefined> {
    return this.one(knex, 'payment_id = ? order by id desc limit 1', paymentId);
  }

  /** Of the same order, provider and payer; call with the order locked. */
  static async charged(
    trx: Transaction,
    orderId: bigint,
    provider: string,
    payerId: bigint | null,
  ): Promise<Mandate | undefined> {
    const [row] = await ask<object>(trx, charged, orderId, provider, payerId);
    return row && this.fromDatabaseJson(row);
  }

  /** It was charged, until then. */
  static async renew(trx: Transaction, id: bigint, paidUntil: Date): Promise<void> {
    await ask(trx, renew, paidUntil, paidUntil, id);
  }

  /** From now on it renews this subscription, and it alone. Answers the others, which are to be stopped. */
  static async begin(trx: Transaction, id: bigint, subscriptionId: bigint): Promise<bigint[]> {
    const rows = await ask<{ id: bigint }>(trx, begin, subscriptionId, id, subscriptionId, id);
    return rows.map((row) => row.id);
  }

  /** The newest of a subscription, whatever became of it. */
  static of(knex: Knex, subscriptionId: bigint): Promise<Mandate | undefined> {
    return this.one(knex, 'subscription_id = ? order by wanted desc, id desc limit 1', subscriptionId);
  }

  /** What charges for it by itself (`isRunning`), whether it is wanted or yet to be stopped. */
  static running(knex: Knex, subscriptionId: bigint, now: Date): Promise<Mandate | undefined> {
    const waitedFor = new Date(now.getTime() - lateMs);
    return this.one(knex, running, subscriptionId, waitedFor);
  }

  /** Those that a payer began with a payment, or by the same link, locked. */
  static async begunBy(trx: Transaction, { provider, paymentId, payerId }: Beginning): Promise<Mandate[]> {
    const rows = await ask<object>(trx, begunBy, provider, payerId, paymentId);
    return rows.map((row) => this.fromDatabaseJson(row));
  }

  /** What its provider says of it, and when we heard that. */
  static async tell(trx: Transaction, id: bigint, state: MandateState, at: Date): Promise<void> {
    await ask(trx, tell, state, at, id);
  }

  /** Those of a subscription that renew another plan than this version's. */
  static async ofOtherPlans(knex: Knex, subscriptionId: bigint, planVersionId: bigint): Promise<bigint[]> {
    const rows = await ask<{ id: bigint }>(knex, ofOtherPlans, subscriptionId, planVersionId);
    return rows.map(({ id }) => id);
  }

  static readonly want = wantMandate;
  static readonly unwant = unwantMandate;
  static readonly unwantAll = unwantMandatesOf;

  /** The provider was told, and it is so, but for what was heard meanwhile. Undefined when the turn was no longer ours. */
  static async endTurn(before: Mandate, token: string, state: MandateState): Promise<Mandate | undefined> {
    const [row] = await ask<object>(this.knex(), endTurn, before.state, state, before.id, token);
    return row && this.fromDatabaseJson(row);
  }
}
