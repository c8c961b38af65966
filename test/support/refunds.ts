import { expect } from 'chai';
import type { Db } from '../../src/db/db.js';
import type { Order } from '../../src/db/models/order.js';
import type { Payment } from '../../src/db/models/payment.js';
import type { Money } from '../../src/domain/money.js';
import { requestRefund, type RefundRequest } from '../../src/effects/request-refund.js';
import openPayment from '../../src/jobs/payment.open.js';
import issueRefund from '../../src/jobs/refund.issue.js';
import { deliver } from './deliver.js';
import { perform } from './perform.js';
import { openShop, rub, type TestShop } from './shop.js';
import type { World } from './world.js';

/** A shop with one person who pays at the emulated YooKassa and wants money back. Call inside a `describe`. */
export function useRefunds(database: { readonly db: Db }, world: () => World) {
  const held: { shop?: TestShop; userId?: bigint } = {};
  beforeEach(async () => {
    held.shop = await openShop(database.db);
    held.userId = await held.shop.person();
  });

  const scope = () => ({ db: database.db, payments: world().payments });
  const issue = (id: bigint) => perform(issueRefund, id, scope());
  const request = ({ id }: Pick<Payment, 'id'>, more: Partial<RefundRequest> = {}) =>
    database.db.transaction((trx) =>
      requestRefund(database.db, trx, {
        paymentId: id,
        takesGrant: true,
        toBalance: false,
        actor: 'cli',
        reason: 'asked for it',
        ...more,
      }),
    );
  /** Paid at the real emulator, and told by it. */
  const pay = async (order: Order): Promise<Payment> => {
    const payment = await held.shop!.attempt(order);
    await perform(openPayment, payment.id, scope());
    const { yookassa } = world().sandbox;
    const { id } = yookassa.payments.at(-1)!;
    yookassa.pay(id);
    await deliver(scope(), 'payment.succeeded', { id });
    return payment;
  };

  return {
    scope,
    request,
    issue,
    shop: () => held.shop!,
    userId: () => held.userId!,
    purchase: async () => pay(await held.shop!.order(held.userId!)),
    topup: async () => pay(await held.shop!.topup(held.userId!, rub(300_00n))),
    /** Asked for and done. */
    back: async (payment: Payment, more: Partial<RefundRequest> = {}) =>
      issue((await request(payment, more)).id),
    yookassa: (method: string, path: string, json?: unknown) =>
      world().control(method, `/yookassa${path}`, json),
    rows: () => database.db.refunds.query().orderBy('id'),
    end: async () => (await held.shop!.subscription(held.userId!)).paidUntil?.getTime() ?? null,
    balance: () => held.shop!.balance(held.userId!),
    /** The person buys something for it. */
    spend: (amount: Money) =>
      database.db.transaction((trx) =>
        database.db.ledger.transfer(trx, { key: 'spent', from: `user:${held.userId!}`, to: 'sales', amount }),
      ),
    soundBooks: async () => expect(await database.db.ledger.audit()).to.deep.equal([]),
  };
}
