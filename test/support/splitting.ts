import type { Db } from '../../src/db/db.js';
import type { Order } from '../../src/db/models/order.js';
import type { Payment } from '../../src/db/models/payment.js';
import { holdPart } from '../../src/effects/hold-part.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import { settleRefund } from '../../src/effects/settle-refund.js';
import { rub, type TestShop } from './shop.js';

interface Stage {
  readonly db: Db;
  readonly shop: TestShop;
  /** Who buys. */
  readonly userId: bigint;
}

/** Orders that the balance pays a part of, paid and refunded by nobody's hand. */
export function splitting(stage: () => Stage) {
  const open = async (heldMinor = 50_00n, months = 1): Promise<Order | undefined> => {
    const { db, shop, userId } = stage();
    const { id: planVersionId, price: asked } = await shop.offer(months);
    return db.transaction(async (trx) => {
      const order = await db.orders.findOrOpen(trx, {
        userId,
        subscriptionId: null,
        kind: 'buy',
        planVersionId,
        price: asked!,
        heldMinor,
      });
      return (await holdPart(db, trx, order)) ? order : undefined;
    });
  };
  const attempt = async (order: Order, provider = 'yookassa'): Promise<Payment> =>
    (
      await stage().db.transaction((trx) =>
        stage().db.payments.findOrStart(trx, { orderId: order.id, provider, amount: order.rest }),
      )
    ).payment;
  const refund = async ({ id }: Payment, minor?: bigint) => {
    const { db } = stage();
    const asked = await db.transaction((trx) =>
      requestRefund(db, trx, {
        paymentId: id,
        ...(minor !== undefined && { amount: rub(minor) }),
        takesGrant: true,
        toBalance: false,
        actor: 'cli',
        reason: 'test',
      }),
    );
    const { amount } = await db.refunds.query().findById(asked.id).throwIfNotFound();
    const seen = { externalId: `r-${asked.id}`, claim: 'succeeded', amount, reason: null } as const;
    await db.transaction((trx) =>
      settleRefund(db, trx, id, seen, { source: 'test', now: new Date(), refundId: asked.id }),
    );
  };

  return { open, attempt, refund };
}
