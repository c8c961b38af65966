import type { Knex } from 'knex';
import { bookedStates } from '../domain/books.js';
import { money, type Currency, type Money } from '../domain/money.js';
import type { PaymentState } from '../domain/payment.js';
import type { ReceiptState } from '../domain/receipt.js';
import { ask } from './ask.js';
import type { RefundState } from './models/refund.js';

/** A payment as the proof of the books compares it. */
export interface BookedPayment {
  readonly id: bigint;
  readonly externalId: string;
  readonly state: PaymentState;
  readonly amount: Money;
  /** What of it went back to where it came from. */
  readonly refunded: Money;
  /** When it was begun, to the microsecond: as the database says it. */
  readonly at: string;
}

export interface BookedRefund {
  readonly id: bigint;
  readonly paymentId: bigint;
  readonly externalId: string;
  readonly paymentExternalId: string;
  readonly state: RefundState;
  readonly amount: Money;
  /** When it was begun, to the microsecond: as the database says it. */
  readonly at: string;
}

/** Where a page begins: behind the last row of the one before. */
export interface Place {
  readonly at: string;
  readonly id: bigint;
}

/** Rows of one provider between two moments that were not proven since a third. */
export interface Range {
  readonly provider: string;
  readonly after: Place;
  readonly until: Date | string;
  readonly provenBefore: Date;
}

const booked = [...bookedStates];
/** Unfinished ones are asked for anyway. */
const askable: readonly PaymentState[] = [...booked, 'canceled', 'expired', 'failed', 'review'];
const pageSize = 200;

/** What came: what was booked, and what went back of it before that; all of it, where nothing ever was. */
const came = `
  (select coalesce(sum(r.amount_minor) filter (where r.uncredited), 0)::bigint
    + case when p.state = 'refunded' and bool_and(r.uncredited) then 0 else p.amount_minor end
   from refunds r where r.payment_id = p.id and r.state = 'succeeded') amount_minor`;

const payment = `
  p.id, p.external_id, p.state, ${came}, p.currency, p.created_at::text at,
  (select coalesce(sum(r.amount_minor), 0)::bigint from refunds r
   where r.payment_id = p.id and r.state = 'succeeded' and not r.to_balance) refunded_minor`;

const named = `select ${payment} from payments p where p.provider = ? and p.external_id = any(?)`;

/** What is being settled just now is left to that. */
const noteReceipts = `
  update payments set receipt = t.receipt from (
    select p.id, t.receipt from unnest(?::text[], ?::text[]) t (external_id, receipt)
    join payments p on p.provider = ? and p.external_id = t.external_id
    where p.receipt is distinct from t.receipt and coalesce(p.receipt, 'pending') = 'pending'
    for update of p skip locked) t
  where payments.id = t.id`;

const unproven = `
  select ${payment} from payments p
  where p.provider = ? and (p.created_at, p.id) > (?::timestamptz, ?) and p.created_at < ? and p.state = any(?)
    and p.external_id is not null and (p.proven_at is null or p.proven_at < ?)
  order by p.created_at, p.id limit ${pageSize}`;

const disputed = `
  select ${payment} from payments p where p.state = 'disputed' and p.id > ? and p.provider = ? and p.external_id is not null
  order by p.id limit ${pageSize}`;

/** To the microsecond, in the form that texts of moments are compared in. */
const placeBehind = `
  select to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') at from payments p
  where p.provider = ? and p.created_at >= ? and p.created_at < ? and p.state = any(?) and p.external_id is not null
  order by p.created_at, p.id offset ? limit 1`;

const refund = `r.id, r.payment_id, r.external_id, p.external_id payment_external_id, r.state, r.amount_minor, r.currency,
  r.created_at::text at`;

const namedRefunds = `
  select ${refund} from payments p join refunds r on r.payment_id = p.id
  where p.provider = ? and p.external_id = any(?) and r.external_id = any(?) and not r.to_balance`;

const refundOf = `
  select ${refund} from refunds r join payments p on p.id = r.payment_id
  where r.payment_id = ? and r.external_id = ? and not r.to_balance`;

const unprovenRefunds = `
  select ${refund} from refunds r join payments p on p.id = r.payment_id
  where p.provider = ? and (r.created_at, r.id) > (?::timestamptz, ?) and r.created_at < ? and r.state = 'succeeded'
    and not r.to_balance and r.external_id is not null and p.external_id is not null
    and (r.proven_at is null or r.proven_at < ?)
  order by r.created_at, r.id limit ${pageSize}`;

interface Amounts {
  readonly amountMinor: bigint;
  readonly currency: Currency;
}
type PaymentRow = Omit<BookedPayment, 'amount' | 'refunded'> & Amounts & { readonly refundedMinor: bigint };
type RefundRow = Omit<BookedRefund, 'amount'> & Amounts;

const toPayment = ({ amountMinor, refundedMinor, currency, ...rest }: PaymentRow): BookedPayment => ({
  ...rest,
  amount: money(amountMinor, currency),
  refunded: money(refundedMinor, currency),
});
const toRefund = ({ amountMinor, currency, ...rest }: RefundRow): BookedRefund => ({
  ...rest,
  amount: money(amountMinor, currency),
});

const ranged = ({ provider, after, until }: Range) => [provider, after.at, after.id, until] as const;

/** Our side of the daily proof, asked for a page at a time. */
export function createBooks(knex: Knex) {
  return {
    /** Those of the provider that it calls by these names. */
    async named(provider: string, externalIds: readonly string[]): Promise<BookedPayment[]> {
      return (await ask<PaymentRow>(knex, named, provider, externalIds)).map(toPayment);
    },

    /** How receipts stand, by their payments' names; nothing of those that are made or never will be. */
    async noteReceipts(
      provider: string,
      told: readonly { readonly externalId: string; readonly receipt: ReceiptState }[],
    ): Promise<void> {
      const names = told.map(({ externalId }) => externalId);
      const states = told.map(({ receipt }) => receipt);
      if (told.length > 0) await ask(knex, noteReceipts, names, states, provider);
    },

    /** A page of what its provider has not confirmed: money in our books; with `all`, also what came to nothing. */
    async unproven(range: Range, which: 'booked' | 'all'): Promise<BookedPayment[]> {
      const states = which === 'all' ? askable : booked;
      return (await ask<PaymentRow>(knex, unproven, ...ranged(range), states, range.provenBefore)).map(
        toPayment,
      );
    },

    /** A page of those that are disputed, however old they are. */
    async disputed(provider: string, afterId: bigint): Promise<BookedPayment[]> {
      return (await ask<PaymentRow>(knex, disputed, afterId, provider)).map(toPayment);
    },

    /** When the first was begun that so many others stand before, of those in a stretch; null where there are no more. */
    async placeBehind(provider: string, from: string, until: Date, count: number): Promise<string | null> {
      const [row] = await ask<{ at: string }>(knex, placeBehind, provider, from, until, booked, count);
      return row?.at ?? null;
    },

    /** Refunds by their names and those of their payments. */
    async namedRefunds(
      provider: string,
      refunds: readonly { readonly externalId: string; readonly paymentExternalId: string }[],
    ): Promise<BookedRefund[]> {
      const payments = refunds.map(({ paymentExternalId }) => paymentExternalId);
      const ids = refunds.map(({ externalId }) => externalId);
      return (await ask<RefundRow>(knex, namedRefunds, provider, payments, ids)).map(toRefund);
    },

    /** What of a payment went back under this name. */
    async refundOf(paymentId: bigint, externalId: string): Promise<BookedRefund | undefined> {
      return (await ask<RefundRow>(knex, refundOf, paymentId, externalId)).map(toRefund)[0];
    },

    /** A page of refunds that the provider has not confirmed. */
    async unprovenRefunds(range: Range): Promise<BookedRefund[]> {
      return (await ask<RefundRow>(knex, unprovenRefunds, ...ranged(range), range.provenBefore)).map(
        toRefund,
      );
    },

    /** Their provider says the same of them. */
    async prove(table: 'payments' | 'refunds', ids: readonly bigint[], at: Date): Promise<void> {
      if (ids.length > 0) await ask(knex, `update ${table} set proven_at = ? where id = any(?)`, at, ids);
    },
  };
}
