import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { money, type Currency, type Money } from '../../domain/money.js';
import type { OrderKind, OrderState } from '../../domain/order.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

export interface NewOrder {
  readonly userId: bigint;
  readonly subscriptionId: bigint | null;
  readonly kind: OrderKind;
  readonly planVersionId: bigint | null;
  readonly price: Money;
  /** Of an add-on's order. */
  readonly addonVersionId?: bigint | null;
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

const held = `select sum(held_minor)::bigint minor, currency from orders
  where user_id = ? and state = 'open' and held_minor > 0 group by currency`;

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

  get price(): Money {
    return money(this.priceMinor, this.currency);
  }

  /** What is asked of a provider. */
  get rest(): Money {
    return money(this.priceMinor - this.heldMinor, this.currency);
  }

  /** What the person's open orders hold of their balance, by currency. */
  static async held(trx: Knex, userId: bigint): Promise<Money[]> {
    const rows = await ask<{ minor: bigint; currency: Currency }>(trx, held, userId);
    return rows.map(({ minor, currency }) => money(minor, currency));
  }

  /** Of this payment. */
  static lockOf(trx: Transaction, paymentId: bigint): Promise<Order | undefined> {
    return this.one(trx, 'id = (select order_id from payments where id = ?) for update', paymentId);
  }

  /** By this payment, for ever. */
  static async pay(trx: Transaction, id: bigint, paymentId: bigint): Promise<void> {
    await ask(trx, "update orders set state = 'paid', paid_by = ? where id = ?", paymentId, id);
  }

  /** The person's open order for exactly this, opened if need be and locked; older open ones of the kind are given up. */
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

  /** One of its own, for what was paid already: whatever is open of the kind is given up. */
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
    if (found) return found.$query(trx).patchAndFetch({ ...wanted, updatedAt: new Date() } as object);
    return this.query(trx).insertAndFetch({ ...wanted, userId, subscriptionId, termNumber, kind: 'renewal' });
  }

  /** Nobody is charged for them any more; money that is on its way still counts. */
  static giveUpRenewals(trx: Transaction, subscriptionId: bigint) {
    return this.query(trx)
      .where({ subscriptionId, state: 'open' })
      .whereNotNull('termNumber')
      .patch({ state: 'canceled', updatedAt: new Date() } as object);
  }

  private static giveUp(trx: Transaction, { userId, kind }: Pick<NewOrder, 'userId' | 'kind'>) {
    return this.query(trx)
      .where({ userId, kind, state: 'open' })
      .whereNull('termNumber')
      .patch({ state: 'canceled', updatedAt: new Date() } as object);
  }

  /** Whether something newer of its kind (a renewal: of its subscription) was paid since: then late money for it goes to the balance. */
  static async newerPaid(trx: Transaction, { id, userId, kind, subscriptionId }: Order): Promise<boolean> {
    const newer = await this.query(trx)
      .where({ userId, kind, state: 'paid', ...(kind === 'renewal' && { subscriptionId }) })
      .where('id', '>', String(id))
      .first();
    return newer !== undefined;
  }
}
