import { randomUUID } from 'node:crypto';
import { holdPart } from '../../src/effects/hold-part.js';
import { redeemGift, type Redeemed } from '../../src/effects/redeem-gift.js';
import { returnGift } from '../../src/effects/return-gift.js';
import { requestRefund, type RefundRequest } from '../../src/effects/request-refund.js';
import issueRefund from '../../src/jobs/refund.issue.js';
import type { Order } from '../../src/db/models/order.js';
import { useDatabase } from './database.js';
import { perform } from './perform.js';
import { openShop, rub, type TestShop } from './shop.js';

/** A shop with somebody who gives, and somebody who gets. Call inside a `describe`. */
export function useGiving() {
  const database = useDatabase();
  const held = {} as { shop: TestShop; giver: bigint; receiver: bigint };
  beforeEach(async () => {
    held.shop = await openShop(database.db);
    held.giver = await held.shop.person(1n);
    held.receiver = await held.shop.person(2n);
  });
  const order = async (userId = held.giver): Promise<Order> => {
    const { db } = database;
    const { id: planVersionId, price } = await held.shop.offer(3);
    const gift = { userId, subscriptionId: null, kind: 'gift', planVersionId, price: price! } as const;
    return db.transaction((trx) => db.orders.findOrOpen(trx, gift));
  };

  return {
    database,
    order,
    shop: () => held.shop,
    giver: () => held.giver,
    receiver: () => held.receiver,
    /** A paid one. */
    async give(userId = held.giver) {
      const gift = await order(userId);
      const payment = await held.shop.attempt(gift);
      await held.shop.see(payment);
      const { token } = (await database.db.gifts.ofOrder(database.db.knex, gift.id))!;
      return { id: gift.id, payment, token };
    },
    /** One that the balance paid 100 roubles of. */
    async giveMixed() {
      const { db } = database;
      const { giver: userId, shop } = held;
      await shop.give(userId, rub(100_00n), randomUUID());
      const { id: planVersionId, price } = await shop.offer(3);
      const wish = { userId, subscriptionId: null, kind: 'gift', planVersionId, heldMinor: 100_00n } as const;
      const payment = await db.transaction(async (trx) => {
        const gift = await db.orders.findOrOpen(trx, { ...wish, price: price! });
        if (!(await holdPart(db, trx, gift))) throw new Error('the balance is not enough');
        const attempt = { orderId: gift.id, provider: 'yookassa', amount: gift.rest };
        return (await db.payments.findOrStart(trx, attempt)).payment;
      });
      await shop.see(payment);
      const { orderId: id, token } = (await db.gifts.ofOrder(db.knex, payment.orderId))!;
      return { id, payment, token };
    },
    redeem: (token: string, userId = held.receiver): Promise<Redeemed> =>
      database.db.transaction((trx) => redeemGift(database.db, trx, userId, token, new Date())),
    takeBack: (orderId: bigint, userId = held.giver): Promise<boolean> =>
      database.db.transaction((trx) => returnGift(database.db, trx, userId, orderId)),
    /** Asked for by an operator, and done unless told otherwise. */
    async refund({ id }: { id: bigint }, more: Partial<RefundRequest> = {}, isDone = true): Promise<bigint> {
      const { db } = database;
      const why = { takesGrant: true, toBalance: true, actor: 'cli', reason: 'test' };
      const asked = await db.transaction((trx) => requestRefund(db, trx, { paymentId: id, ...why, ...more }));
      if (isDone) await perform(issueRefund, asked.id, { db });
      return asked.id;
    },
    issue: async (): Promise<void> => {
      for (const { id } of await database.db.refunds.query().where({ state: 'created' }))
        await perform(issueRefund, id, { db: database.db });
    },
    stateOf: async (id: bigint): Promise<string> =>
      (await database.db.gifts.ofOrder(database.db.knex, id))!.state,
    end: async (userId: bigint): Promise<Date | null> =>
      (await database.db.subscriptions.first(database.db.knex, userId))?.paidUntil ?? null,
  };
}
