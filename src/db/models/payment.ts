import type { Knex } from 'knex';
import { raw, type Transaction } from 'objection';
import { money, type Currency, type Money } from '../../domain/money.js';
import { maskEmail } from '../../domain/email.js';
import type { PaymentState } from '../../domain/payment.js';
import type { ReceiptState } from '../../domain/receipt.js';
import type { Decline } from '../../domain/saved-method.js';
import { ask } from '../ask.js';
import { findChargedElsewhere } from '../charged-elsewhere.js';
import { isDecided, movePayment } from '../move-payment.js';
import { RowWithTurn } from '../turn.js';
import type { Order } from './order.js';
import type { PaymentMethod } from './payment-method.js';

const noteReceipt = `
  update payments set receipt = ? where id = ? and receipt is distinct from ? and coalesce(receipt, 'pending') = 'pending'
  returning 1`;

const lastCharge = `
  select p.* from orders o join payments p on p.order_id = o.id
  where o.user_id = ? and p.provider = ? and starts_with(p.external_id, ?)
    and p.state in ('succeeded', 'refunded_in_part', 'disputed')
  order by p.paid_until desc nulls last limit 1`;

/** One attempt to pay an order, at one provider. */
export class Payment extends RowWithTurn {
  static override tableName = 'payments';

  declare readonly id: bigint;
  declare readonly orderId: bigint;
  declare readonly provider: string;
  declare readonly externalId: string | null;
  declare readonly amountMinor: bigint;
  /** What came, where it is in review or was; null: as much as was asked. */
  declare readonly cameMinor: bigint | null;
  declare readonly currency: Currency;
  declare readonly state: PaymentState;
  declare readonly payUrl: string | null;
  declare readonly expiresAt: Date | null;
  /** Of a charge for a term that its provider names: until when it gave time. */
  declare readonly paidUntil: Date | null;
  /** When it was charged, by the clock of a provider that sells by itself. */
  declare readonly chargedAt: Date | null;
  /** Its payer agreed to be charged later by the same method. */
  declare readonly saves: boolean;
  /** Its payer chose to be charged again and again by the provider itself. */
  declare readonly repeats: boolean;
  /** Of what its provider charges so. */
  declare readonly mandateId: bigint | null;
  /** The saved method that it charges. */
  declare readonly methodId: bigint | null;
  /** Why a charge came to nothing. */
  declare readonly decline: Decline | null;
  /** How its receipt stands; null where its provider says nothing of one. */
  declare readonly receipt: ReceiptState | null;
  /** The masked e-mail that it goes to; null where that is the shop's own. */
  declare readonly receiptTo: string | null;
  /** How often the provider was asked because nobody had told us. */
  declare readonly polls: number;
  declare readonly createdAt: Date;
  /** When it came to its state, by the database's clock. */
  declare readonly updatedAt: Date;

  get amount(): Money {
    return money(this.amountMinor, this.currency);
  }

  /** What came: as much as was asked, unless it waits in review for something else, or did. */
  get came(): Money {
    return money(this.cameMinor ?? this.amountMinor, this.currency);
  }

  /** The unfinished attempt of this order at this provider, or a new one; call with the order locked. */
  static async findOrStart(
    trx: Transaction,
    attempt: { orderId: bigint; provider: string; amount: Money; saves?: boolean; repeats?: boolean },
  ): Promise<{ payment: Payment; isNew: boolean }> {
    const { orderId, provider, amount, saves = false, repeats = false } = attempt;
    const found = await this.query(trx)
      .where({ orderId, provider })
      .whereIn('state', ['created', 'pending'])
      .first();
    if (found) return { payment: found, isNew: false };
    const payment = await this.query(trx).insertAndFetch({
      orderId,
      provider,
      amountMinor: amount.minor,
      currency: amount.currency,
      saves,
      repeats,
    });
    return { payment, isNew: true };
  }

  /** A charge of a saved method, unless one is unfinished there; call with the order locked. */
  static async charge(
    trx: Transaction,
    { id: orderId, price }: Pick<Order, 'id' | 'price'>,
    { id: methodId, provider }: Pick<PaymentMethod, 'id' | 'provider'>,
  ): Promise<Payment> {
    const { payment } = await this.findOrStart(trx, { orderId, provider, amount: price });
    if (payment.methodId === methodId) return payment;
    return payment.$query(trx).patchAndFetch({ methodId });
  }

  /** The charge of this order whose outcome nobody knows yet. */
  static unfinishedCharge(knex: Knex, orderId: bigint): Promise<Payment | undefined> {
    const which =
      "order_id = ? and method_id is not null and state in ('created', 'pending') order by id limit 1";
    return this.one(knex, which, orderId);
  }

  /** One that was begun at its provider, which has named it already. */
  static async begin(
    trx: Transaction,
    begun: {
      orderId: bigint;
      provider: string;
      externalId: string;
      amount: Money;
      paidUntil: Date | null;
      chargedAt?: Date;
      mandateId?: bigint;
    },
  ): Promise<Payment> {
    const { amount, ...rest } = begun;
    return this.query(trx).insertAndFetch({ ...rest, amountMinor: amount.minor, currency: amount.currency });
  }

  /** The person's charge that pays longest, of those whose external id begins like this; none that went back. */
  static async lastCharge(
    trx: Transaction,
    userId: bigint,
    provider: string,
    prefix: string,
  ): Promise<Payment | undefined> {
    const [row] = await ask<object>(trx, lastCharge, userId, provider, prefix);
    return row && this.fromDatabaseJson(row);
  }

  /**
   * The attempt of the same order that this id stands for, or a new one; call with the order locked. It is born as one
   * that is over, for nothing but its money is awaited.
   */
  static async beside(
    trx: Transaction,
    { orderId, provider, amountMinor, currency, repeats }: Payment,
    externalId: string,
    mandateId: bigint | null = null,
  ): Promise<Payment> {
    const found = await this.query(trx).findOne({ provider, externalId }).forUpdate();
    const same = { orderId, provider, amountMinor, currency, repeats, mandateId };
    const attempt = { ...same, externalId, state: 'expired' } as const;
    return found ?? this.query(trx).insertAndFetch(attempt);
  }

  /** What a mandate began with: it bears the mandate's name until it is charged. */
  static async beginningOf(knex: Knex, provider: string, mandateId: string): Promise<Payment | undefined> {
    const first = 'id = (select payment_id from mandates where provider = ? and external_id = ?)';
    return (await this.called(knex, provider, mandateId)) ?? this.one(knex, first, provider, mandateId);
  }

  /** What came of what its provider charges by itself, oldest first. */
  static async chargesOf(knex: Knex, mandateId: bigint): Promise<Payment[]> {
    return this.query(knex).where({ mandateId }).orderBy('id');
  }

  /** Whose payment this is, if it is the person's. */
  static async ofPerson(id: bigint, userId: bigint, trx?: Transaction): Promise<Payment | undefined> {
    return this.query(trx)
      .findById(id)
      .whereExists(
        raw('select from orders o where o.id = payments.order_id and o.user_id = ?', [userId as never]),
      );
  }

  static readonly move = movePayment;
  static readonly isDecided = isDecided;
  static readonly chargedElsewhere = findChargedElsewhere;

  /** Where the receipt of what is asked for now will go. */
  static async addressReceipt(id: bigint, email: string | null): Promise<void> {
    const to = email === null ? null : maskEmail(email);
    await ask(this.knex(), 'update payments set receipt_to = ? where id = ?', to, id);
  }

  /** False when that is no news: the same, or what came after it is known. */
  static async noteReceipt(trx: Transaction, id: bigint, receipt: ReceiptState): Promise<boolean> {
    return (await ask(trx, noteReceipt, receipt, id, receipt)).length === 1;
  }
}
