import { raw, type Transaction } from 'objection';
import { money, type Currency, type Money } from '../../domain/money.js';
import type { PaymentState } from '../../domain/payment.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';
import { leaseFor, noTurn, turnIsFree } from '../turn.js';

/** One attempt to pay an order, at one provider. */
export class Payment extends Row {
  static override tableName = 'payments';

  declare readonly id: bigint;
  declare readonly orderId: bigint;
  declare readonly provider: string;
  declare readonly externalId: string | null;
  declare readonly amountMinor: bigint;
  declare readonly currency: Currency;
  declare readonly state: PaymentState;
  declare readonly payUrl: string | null;
  declare readonly expiresAt: Date | null;
  /** How often the provider was asked because nobody had told us. */
  declare readonly polls: number;
  declare readonly turn: string | null;
  declare readonly createdAt: Date;

  get amount(): Money {
    return money(this.amountMinor, this.currency);
  }

  static lock(trx: Transaction, id: bigint) {
    return this.query(trx).findById(id).forUpdate().throwIfNotFound({ id });
  }

  /** The unfinished attempt of this order at this provider, or a new one; call with the order locked. */
  static async findOrStart(
    trx: Transaction,
    attempt: { orderId: bigint; provider: string; amount: Money },
  ): Promise<{ payment: Payment; isNew: boolean }> {
    const { orderId, provider, amount } = attempt;
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
    });
    return { payment, isNew: true };
  }

  /** Whose payment this is, if it is the person's. */
  static async ofPerson(id: bigint, userId: bigint, trx?: Transaction): Promise<Payment | undefined> {
    return this.query(trx)
      .findById(id)
      .whereExists(
        raw('select from orders o where o.id = payments.order_id and o.user_id = ?', [userId as never]),
      );
  }

  /** When the webhooks came in that paid for these grants; those of other sources, or found by asking, have none. */
  static async receivedFor(grantIds: readonly bigint[]): Promise<Date[]> {
    if (grantIds.length === 0) return [];
    const rows = await ask<{ receivedAt: Date }>(
      this.knex(),
      `select i.received_at from grants g
       join orders o on o.id = g.source_id::bigint
       join payment_events e on e.payment_id = o.paid_by and e.to_state = 'succeeded' and e.source like 'inbox:%'
       join inbox_events i on i.id = substr(e.source, 7)::bigint
       where g.source = 'order' and g.id = any(?)`,
      grantIds.map(String),
    );
    return rows.map(({ receivedAt }) => receivedAt);
  }

  /** Moves it along, and says why in its log. The caller has asked the state table. */
  static async move(
    trx: Transaction,
    { id, state: from }: Payment,
    to: PaymentState,
    { source, reason }: { source: string; reason?: string | null },
  ): Promise<void> {
    await this.query(trx)
      .findById(id)
      .patch({ state: to, updatedAt: new Date() } as object);
    await trx('payment_events').insert({
      paymentId: id,
      fromState: from,
      toState: to,
      source,
      reason: reason ?? null,
    });
  }

  /** Ours to call the provider for until the lease ends; undefined when it is another's turn. */
  static async takeTurn(id: bigint, token: string, leaseMs: number): Promise<Payment | undefined> {
    const [row] = await this.query()
      .where({ id })
      .whereRaw(turnIsFree)
      .patch({ turn: token, turnUntil: leaseFor(leaseMs) } as object)
      .returning('*');
    return row;
  }

  static async endTurn(id: bigint, token: string, patch: object = {}): Promise<boolean> {
    const count = await this.query()
      .where({ id, turn: token })
      .patch({ ...patch, ...noTurn, updatedAt: new Date() } as object);
    return count > 0;
  }
}
