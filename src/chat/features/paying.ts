import { Composer } from 'grammy';
import type { Order } from '../../db/models/order.js';
import type { Payment } from '../../db/models/payment.js';
import { payFromBalance } from '../../effects/pay-from-balance.js';
import checkPayment from '../../jobs/payment.check.js';
import openPayment from '../../jobs/payment.open.js';
import { promise } from '../../queue/promise.js';
import type { ChatContext } from '../context.js';
import { onceAction } from '../on-action.js';
import { toId } from '../screen.js';
import { choicesOf, targetOf, type Target } from '../target.js';
import { waysToPay } from '../ways-to-pay.js';

export const paying = new Composer<ChatContext>();

/** A way to pay was chosen for a plan. The price is the offer's, never the button's. */
onceAction(paying, 'pay', async (ctx, [version, provider = '', number]) => {
  const { scope, trx, person, t } = ctx;
  const offered = await scope.db.plans.offered(toId(version) ?? 0n, trx);
  const discounts = await scope.db.promoCodes.discounts(trx, person.id, scope.now());
  const funds = await scope.db.ledger.balances(person.id, trx);
  const ways = offered ? waysToPay(scope.chat.shop, offered, discounts, funds) : [];
  const way = ways.find((each) => each.provider === provider);
  if (offered && !way && provider === 'balance') return tooShort(ctx);
  const target = targetOf(await choicesOf(scope.db, person.id, scope.chat.shop, trx), number);
  if (!offered || !way || !target) {
    ctx.toast(t.plain('toast-offer-changed'));
    return ctx.display('plans');
  }
  const order = await scope.db.orders.findOrOpen(trx, {
    userId: person.id,
    subscriptionId: await subscriptionFor(ctx, target),
    kind: 'buy',
    planVersionId: offered.id,
    price: way.price,
    promoActivationId: way.activationId,
  });
  await startPayment(ctx, order, provider);
});

/** The first is opened when it is paid; another one now, so that its order names it, and is kept for the next try. */
async function subscriptionFor(
  { scope, trx, person }: ChatContext,
  { number, subscription }: Target,
): Promise<bigint | null> {
  if (subscription) return subscription.id;
  return number === 1 ? null : (await scope.db.subscriptions.numbered(trx, person.id, number)).id;
}

/** One attempt per locked order and provider that can still be paid, however often it is asked for. */
export async function startPayment(ctx: ChatContext, order: Order, provider: string): Promise<void> {
  const { scope, trx } = ctx;
  if (provider === 'balance') {
    const subscriptionId = await payFromBalance(scope.db, trx, order, scope.now());
    if (subscriptionId !== null) return ctx.display('waiting', subscriptionId);
    return tooShort(ctx);
  }
  const attempt = { orderId: order.id, provider, amount: order.price };
  let { payment } = await scope.db.payments.findOrStart(trx, attempt);
  if (payment.expiresAt !== null && payment.expiresAt <= scope.now()) {
    await giveUp(ctx, payment);
    ({ payment } = await scope.db.payments.findOrStart(trx, attempt));
  }
  // Also of an old attempt, whose opening may have become a dead letter: promised again, it is tried again.
  if (payment.payUrl === null) await promise(trx, openPayment, payment.id, {}, { lane: 0 });
  ctx.display('payment', payment.id);
}

function tooShort(ctx: ChatContext): void {
  ctx.toast(ctx.t.plain('toast-balance-short'));
  ctx.await('topup');
  ctx.display('topup');
}

/** Its pay page is gone. It may have been paid before, so its provider is asked. */
async function giveUp({ scope, trx }: ChatContext, payment: Payment): Promise<void> {
  await scope.db.payments.move(trx, payment, 'expired', { source: 'chat', reason: 'another was begun' });
  await promise(trx, checkPayment, payment.id, {}, { lane: 0 });
}
