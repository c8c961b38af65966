import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { money, type Currency, type Money } from '../../domain/money.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

const nameAfter = `
  update refunds set external_id = ?::text || substr(external_id, length(?::text) + 1)
  where payment_id = ? and starts_with(external_id, ?::text || ':')`;

export const refundStates = ['created', 'pending', 'succeeded', 'canceled', 'review'] as const;
export type RefundState = (typeof refundStates)[number];

/** As long as the payment counts as disputed, if we heard of that; from now on where it was lost before we did. */
const dateDispute = `
  update refunds r set disputed_at = coalesce((
    select max(e.at) from payments p join payment_events e on e.payment_id = p.id and e.to_state = 'disputed'
    where p.id = r.payment_id and p.state = 'disputed'), clock_timestamp())
  where id = ?`;

const lacking = `
  select r.id refund_id, r.amount_minor - r.held_minor missing from refunds r join payments p on p.id = r.payment_id
  where p.order_id = ? and r.id <> ? and r.state = 'review' and r.external_id is not null and not r.to_balance
    and r.currency = p.currency and r.amount_minor > r.held_minor order by r.id`;

const heldBeside = `
  select coalesce(sum(r.held_minor), 0)::bigint minor from payments p join refunds r on r.payment_id = p.id
  where p.order_id = ? and r.id <> ? and r.state = 'review'`;

/** Money that goes back, all of a payment or a part of it. */
export class Refund extends Row {
  static override tableName = 'refunds';

  declare readonly id: bigint;
  declare readonly paymentId: bigint;
  declare readonly externalId: string | null;
  declare readonly amountMinor: bigint;
  declare readonly currency: Currency;
  /** Goodwill takes no access back. */
  declare readonly takesGrant: boolean;
  /** To the person's balance instead of to where it came from. */
  declare readonly toBalance: boolean;
  /** What was taken from its person's balance while that was too small for it. */
  declare readonly heldMinor: bigint;
  /** Of money that waited in review: it was in no ledger. */
  declare readonly uncredited: boolean;
  declare readonly state: RefundState;
  declare readonly actor: string;
  declare readonly reason: string;
  /** When its provider was asked for it first; how that ended may be unknown. */
  declare readonly askedAt: Date | null;
  /** Since when its payer's bank had demanded it; null where it did not. */
  declare readonly disputedAt: Date | null;
  declare readonly createdAt: Date;
  declare readonly updatedAt: Date;

  get amount(): Money {
    return money(this.amountMinor, this.currency);
  }

  /** Its provider has not decided it yet. */
  get isUnfinished(): boolean {
    return this.state === 'created' || this.state === 'pending';
  }

  /** Its provider has made it, and it could not be booked: what it was to take is spent, say. Nobody outside makes ours. */
  get isUnbooked(): boolean {
    return this.state === 'review' && this.externalId !== null && !this.externalId.startsWith('balance:');
  }

  /** The one that its provider has not decided yet. */
  static underWay(trx: Transaction, paymentId: bigint) {
    return this.query(trx).where({ paymentId }).whereIn('state', ['created', 'pending']).first();
  }

  /** Its payer's bank has demanded it. */
  static async dateDispute(trx: Transaction, id: bigint): Promise<void> {
    await ask(trx, dateDispute, id);
  }

  /** What of a payment's booked money went back already, or is on its way; perhaps without what was goodwill. */
  static async sum(
    knex: Knex,
    paymentId: bigint,
    states: readonly RefundState[],
    takesGrant?: true,
  ): Promise<bigint> {
    const which = { paymentId, uncredited: false, ...(takesGrant && { takesGrant }) };
    return sumOf(knex, which, states);
  }

  /** Those that are named after their payment are named after its new name. Call with the payment locked. */
  static async nameAfter(
    trx: Transaction,
    { id, externalId }: { readonly id: bigint; readonly externalId: string | null },
    name: string,
  ): Promise<void> {
    await ask(trx, nameAfter, name, externalId, id, externalId);
  }

  /** What of it lies on its person's balance instead, or did. */
  static async toBalanceSum(trx: Transaction, paymentId: bigint): Promise<bigint> {
    return sumOf(trx, { paymentId, toBalance: true });
  }

  /** What others of the same order have taken, and not enough to be booked. */
  static async heldBeside(trx: Transaction, { id }: Refund, orderId: bigint): Promise<bigint> {
    const [row] = await ask<{ minor: bigint }>(trx, heldBeside, orderId, id);
    return row!.minor;
  }

  /** Others of the same order that its provider has made, and how much of each is neither booked nor held; the oldest first. */
  static lacking(
    trx: Transaction,
    orderId: bigint,
    besideId: bigint,
  ): Promise<{ readonly refundId: bigint; readonly missing: bigint }[]> {
    return ask(trx, lacking, orderId, besideId);
  }

  /** So much more of what its order holds is its own. */
  static async hold(trx: Transaction, id: bigint, minor: bigint): Promise<void> {
    await ask(trx, 'update refunds set held_minor = held_minor + ? where id = ?', minor, id);
  }

  /** Whether that much of what its provider calls so is in our books. */
  static async isBooked(trx: Transaction, paymentId: bigint, externalId: string): Promise<boolean> {
    const row = await this.query(trx).findOne({ paymentId, externalId, state: 'succeeded' });
    return row !== undefined;
  }

  /** What went back of it while it waited in review. */
  static async uncreditedSum(trx: Transaction, paymentId: bigint): Promise<bigint> {
    return sumOf(trx, { paymentId, uncredited: true });
  }
}

async function sumOf(
  knex: Knex,
  which: object,
  states: readonly RefundState[] = ['succeeded'],
): Promise<bigint> {
  const row = await knex('refunds')
    .where(which)
    .whereIn('state', [...states])
    .select(knex.raw('coalesce(sum(amount_minor), 0)::bigint total'))
    .first<{ total: bigint }>();
  return row.total;
}
