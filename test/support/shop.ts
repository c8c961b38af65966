import type { Db } from '../../src/db/db.js';
import type { Order } from '../../src/db/models/order.js';
import type { Payment } from '../../src/db/models/payment.js';
import type { PlanVersion } from '../../src/db/models/plan-version.js';
import type { Subscription } from '../../src/db/models/subscription.js';
import { seed, type Goods } from '../../seeds/goods.js';
import { money, type Money } from '../../src/domain/money.js';
import type { Seen } from '../../src/domain/settle.js';
import { settlePayment } from '../../src/effects/settle-payment.js';
import { defaultSquad } from '../../src/sandbox/remnawave/state.js';

export const rub = (minor: bigint): Money => money(minor, 'RUB');
export const monthPrice = rub(199_00n);

export const goods: Goods = {
  panelKind: 'remnawave',
  plans: [
    { months: 1, priceMinor: 199_00n, also: [money(150n, 'XTR'), money(2_49n, 'USD')] },
    { months: 3, priceMinor: 499_00n, also: [money(375n, 'XTR')] },
  ],
  trial: { days: 3, trafficLimitBytes: 5n << 30n },
  limits: {
    trafficLimitBytes: 0n,
    trafficStrategy: 'NO_RESET',
    deviceLimit: 5,
    squads: [defaultSquad],
    externalSquad: null,
  },
};

/** A shop with its goods, and what people do in it. */
export async function openShop(db: Db, sold: Goods = goods) {
  await seed(db, sold);
  const offer = async (months: number): Promise<PlanVersion> => {
    const found = (await db.plans.onOffer()).find((version) => version.months === months);
    if (!found) throw new Error(`nobody sells ${months} months`);
    return found;
  };
  return {
    offer,

    /** Another plan, twice as dear as a month of the standard one; a device limit of 0 is none. */
    async plus(deviceLimit = 10): Promise<PlanVersion> {
      const month = await offer(1);
      const [plan] = await db
        .knex('plans')
        .insert({ slug: 'plus', position: 2 })
        .returning<{ id: bigint }[]>('id');
      return db.plans.query().insertAndFetch({
        planId: plan!.id,
        panelId: month.panelId,
        months: 1,
        priceMinor: 398_00n,
        currency: 'RUB',
        deviceLimit,
        squads: month.squads,
      });
    },

    /** From now on a month of the standard plan costs that much. */
    async reprice(priceMinor: bigint): Promise<void> {
      const { planId, panelId, months, deviceLimit, squads } = await offer(1);
      const version = { planId, panelId, months, deviceLimit, squads, priceMinor, currency: 'RUB' } as const;
      await db.plans.query().insert(version);
    },

    async person(telegramId = 4242n): Promise<bigint> {
      const [row] = await db
        .knex('users')
        .insert({ telegramId: String(telegramId) })
        .returning<{ id: bigint }[]>('id');
      await db.knex('chats').insert({ userId: String(row!.id) });
      return row!.id;
    },

    /** An open order of that plan, a month of the standard one unless told otherwise. */
    async order(userId: bigint, plan?: PlanVersion): Promise<Order> {
      const { id: planVersionId, price } = plan ?? (await offer(1));
      return db.transaction((trx) =>
        db.orders.findOrOpen(trx, {
          userId,
          subscriptionId: null,
          kind: 'buy',
          planVersionId,
          price: price!,
        }),
      );
    },

    async topup(userId: bigint, price: Money): Promise<Order> {
      return db.transaction((trx) =>
        db.orders.findOrOpen(trx, {
          userId,
          subscriptionId: null,
          kind: 'topup',
          planVersionId: null,
          price,
        }),
      );
    },

    /** An attempt to pay an order, as the tap on a button leaves it. */
    async attempt({ id: orderId, price: amount }: Order, provider = 'yookassa'): Promise<Payment> {
      const { payment } = await db.transaction((trx) =>
        db.payments.findOrStart(trx, { orderId, provider, amount }),
      );
      return payment;
    },

    /** A provider's sighting of a payment, settled. */
    async see(
      { id, amount }: Payment,
      claim: Seen['claim'] = 'succeeded',
      more: Partial<Seen> = {},
      source = 'test',
    ): Promise<void> {
      const seen = { externalId: `x-${id}`, claim, amount, ours: true, ...more };
      await db.transaction((trx) => settlePayment(db, trx, id, seen, { source, now: new Date() }));
    },

    /** Money on a person's balance. */
    async give(userId: bigint, amount: Money, key = `gift:${userId}:${amount.minor}`): Promise<void> {
      await db.transaction((trx) =>
        db.ledger.transfer(trx, { key, from: 'adjust', to: `user:${userId}`, amount }),
      );
    },

    subscription: async (userId: bigint): Promise<Subscription> =>
      db.subscriptions.query().findOne({ userId, number: 1 }).throwIfNotFound(),
    stateOf: async (
      { id }: { id: bigint },
      table: 'payments' | 'orders' | 'refunds' = 'payments',
    ): Promise<string> => {
      const row = await db
        .knex(table)
        .where({ id: String(id) })
        .first<{ state: string }>('state');
      return row.state;
    },
    balance: (userId: bigint): Promise<bigint> => db.ledger.balance(`user:${userId}`, 'RUB'),
    /** Why people were or will be written to, oldest first. */
    told: (): Promise<string[]> => db.knex('messages').orderBy('id').pluck('reason'),
    /** What an account of the ledger holds: the sum of its entries. */
    async sum(name: string): Promise<bigint> {
      const row = await db
        .knex('ledger_entries as e')
        .join('ledger_accounts as a', 'a.id', 'e.accountId')
        .where({ name })
        .select(db.knex.raw('coalesce(sum(amount_minor), 0)::bigint total'))
        .first<{ total: bigint }>();
      return row.total;
    },
  };
}

export type TestShop = Awaited<ReturnType<typeof openShop>>;

/** The SQLSTATE of what a promise is rejected with; undefined when it is not. */
export const sqlState = async (work: PromiseLike<unknown>): Promise<string | undefined> => {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

/** What a promise is rejected with; undefined when it is not. */
export const failure = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => undefined,
    (error: unknown) => error,
  );
