import { Composer } from 'grammy';
import { unfinishedStates } from '../../domain/payment.js';
import { forgoMandate } from '../../effects/counted-charge.js';
import checkPayment from '../../jobs/payment.check.js';
import { promise } from '../../queue/promise.js';
import type { ChatContext } from '../context.js';
import { onAction } from '../on-action.js';
import { toId } from '../screen.js';

export const payments = new Composer<ChatContext>();

/** "I have paid": the provider is asked now, and whatever comes of it is shown by itself. */
onAction(payments, 'check', async (ctx, [id]) => {
  const { scope, trx, person, t } = ctx;
  const payment = await scope.db.payments.ofPerson(toId(id) ?? 0n, person.id, trx);
  if (!payment) return ctx.outdated();
  if (unfinishedStates.has(payment.state)) {
    await promise(trx, checkPayment, payment.id, {}, { lane: 0 });
    ctx.toast(t.plain('toast-checking'));
  }
  ctx.display('payment', payment.id);
});

/** Given up: the order can no longer be paid from its screen; money that still comes for it is not lost. */
onAction(payments, 'cancel', async (ctx, [id]) => {
  const { scope, trx, person, t } = ctx;
  const payment = await scope.db.payments.ofPerson(toId(id) ?? 0n, person.id, trx);
  if (!payment) return ctx.outdated();
  const order = await scope.db.orders.lock(trx, payment.orderId);
  if (order.state !== 'open') return ctx.display('payment', payment.id); // what became of it
  await order.$query(trx).patch({ state: 'canceled' });
  await forgoMandate(scope.db, trx, payment);
  ctx.toast(t.plain('toast-canceled'));
  if (order.kind === 'addon' && order.subscriptionId !== null)
    return ctx.display('addons', order.subscriptionId);
  if (order.kind === 'topup') return ctx.display('balance');
  if (order.kind === 'gift') return ctx.display('present');
  const own = order.subscriptionId && (await scope.db.subscriptions.byId(trx, order.subscriptionId));
  ctx.display('plans', ...(own ? [own.number] : []));
});
