import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { money, type Currency, type Money } from '../../domain/money.js';
import type { OrderKind, OrderState } from '../../domain/order.js';
import { ask, type Value } from '../ask.js';
import { Row } from '../model.js';
import { sameGoods, type Ordered } from '../same-goods.js';

export interface NewOrder extends Ordered {
  readonly price: Money;
  /** The activation of a promo code that made the price less. */
  readonly promoActivationId?: bigint | null;
  /** How much of the price the balance pays; whoever opens it holds as much. */
  readonly heldMinor?: bigint;
}

/** A term that is paid by itself, by what its person agreed to. */
export interface NewRenewal {
  readonly userId: bigint;
  readonly subscriptionId: bigint;
  readonly termNumber: number;
  readonly planVersionId: bigint;
  readonly price: Money;
}

/** What a person wants to buy. The first succeeded payment pays it. */
export class Order extends Row {
  static override tableName = 'orders';

  declare readonly id: bigint;
  declare readonly userId: bigint;
  declare readonly subscriptionId: bigint | null;
  declare readonly kind: OrderKind;
  declare readonly planVersionId: bigint | null;
  declare readonly addonVersionId: bigint | null;
  declare readonly priceMinor: bigint;
  declare readonly currency: Currency;
  declare readonly state: OrderState;
  declare readonly promoActivationId: bigint | null;
  /** How much of the price the balance pays: held until the rest has come. */
  declare readonly heldMinor: bigint;
  declare readonly paidBy: bigint | null;
  /** Of a renewal that we charge: how many paid terms its subscription has had. */
  declare readonly termNumber: number | null;
  declare readonly createdAt: Date;
  declare readonly updatedAt: Date;

  get price(): Money {
    return money(this.priceMinor, this.currency);
  }

  /** What is asked of a provider. */
  get rest(): Money {
    return money(this.priceMinor - this.heldMinor, this.currency);
  }

  /** What open orders for the same hold of their person's balance, by currency. */
  static async held(knex: Knex, ordered: Ordered): Promise<Money[]> {
    const { sql, values } = sameGoods(ordered);
    const rows = await ask<{ minor: bigint; currency: Currency }>(
      knex,
      `select sum(held_minor)::bigint minor, currency from orders
        where ${sql} and state = 'open' and held_minor > 0 group by currency`,
      ...values,
    );
    return rows.map(({ minor, currency }) => money(minor, currency));
  }

  /** Of this payment. */
  static lockOf(trx: Transaction, paymentId: bigint): Promise<Order | undefined> {
    return this.one(trx, 'id = (select order_id from payments where id = ?) for update', paymentId);
  }

  /** What this mandate began with: nobody was charged before it was opened. */
  static async begunWith(knex: Knex, mandateId: bigint): Promise<Order | undefined> {
    const first = 'select order_id from payments where id = (select payment_id from mandates where id = ?)';
    return this.one(knex, `id = (${first})`, mandateId);
  }

  /** By this payment, for ever. */
  static async pay(trx: Transaction, id: bigint, paymentId: bigint): Promise<void> {
    const paid = "update orders set state = 'paid', paid_by = ?, updated_at = clock_timestamp() where id = ?";
    await ask(trx, paid, paymentId, id);
  }

  /** The person's open order for exactly this, opened if need be and locked; older open ones for the same are given up. */
  static async findOrOpen(trx: Transaction, order: NewOrder): Promise<Order> {
    const { price, promoActivationId = null, addonVersionId = null, heldMinor = 0n, ...goods } = order;
    const rest = { ...goods, promoActivationId, addonVersionId, heldMinor };
    const { minor: priceMinor, currency } = price;
    const same = () =>
      this.query(trx)
        .where({ ...rest, priceMinor, currency, state: 'open' })
        .whereNull('termNumber')
        .first()
        .forUpdate();
    const found = await same();
    if (found) return found;

    // The same, but with another part from the balance, would stand in its way.
    await this.giveUp(trx, rest).whereNot({ heldMinor });
    await ask(
      trx,
      `insert into orders (user_id, subscription_id, kind, plan_version_id, price_minor, currency, promo_activation_id,
         addon_version_id, held_minor)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
      rest.userId,
      rest.subscriptionId,
      rest.kind,
      rest.planVersionId,
      priceMinor,
      currency,
      promoActivationId,
      addonVersionId,
      heldMinor,
    );
    const opened = (await same())!;
    await this.giveUp(trx, rest).whereNot({ id: opened.id });
    return opened;
  }

  /** One of its own, for what was paid already: whatever is open for the same is given up. */
  static async open(trx: Transaction, { price, ...rest }: NewOrder): Promise<Order> {
    await this.giveUp(trx, rest);
    return this.query(trx).insertAndFetch({ ...rest, priceMinor: price.minor, currency: price.currency });
  }

  /**
   * The one renewal of this term, locked: opened, or opened anew where it was given up. Other renewals of the subscription
   * that are still open are given up. Undefined when it is paid. Call with the renewal's agreement locked.
   */
  static async renewal(trx: Transaction, order: NewRenewal): Promise<Order | undefined> {
    const { userId, subscriptionId, termNumber, planVersionId, price } = order;
    const { minor: priceMinor, currency } = price;
    await this.giveUpRenewals(trx, subscriptionId).whereNot({ termNumber });
    const found = await this.one(
      trx,
      'subscription_id = ? and term_number = ? for update',
      subscriptionId,
      termNumber,
    );
    if (found?.state === 'paid') return undefined;
    const wanted = { planVersionId, priceMinor, currency, state: 'open' } as const;
    if (found) return found.$query(trx).patchAndFetch({ ...wanted, updatedAt: new Date() });
    return this.query(trx).insertAndFetch({ ...wanted, userId, subscriptionId, termNumber, kind: 'renewal' });
  }

  /** Nobody is charged for them any more; money that is on its way still counts. */
  static giveUpRenewals(trx: Transaction, subscriptionId: bigint) {
    return this.query(trx)
      .where({ subscriptionId, state: 'open' })
      .whereNotNull('termNumber')
      .patch({ state: 'canceled', updatedAt: new Date() });
  }

  private static giveUp(trx: Transaction, ordered: Ordered) {
    const { sql, values } = sameGoods(ordered);
    return this.query(trx)
      .whereRaw(sql, values as Value[])
      .where({ state: 'open' })
      .whereNull('termNumber')
      .patch({ state: 'canceled', updatedAt: new Date() });
  }

  /**
   * Whether something newer for the same was paid since: then late money for it goes to the balance. A gift is for whoever
   * gets its link, and none stands for another.
   */
  static async newerPaid(trx: Transaction, order: Order): Promise<boolean> {
    if (order.kind === 'gift') return false;
    const { sql, values } = sameGoods(order);
    return (
      (await this.one(trx, `${sql} and state = 'paid' and id > ? limit 1`, ...values, order.id)) !== undefined
    );
  }
}
