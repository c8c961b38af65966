import { Composer } from 'grammy';
import type { Order } from '../../db/models/order.js';
import type { Payment } from '../../db/models/payment.js';
import { forgoMandate } from '../../effects/counted-charge.js';
import { holdPart } from '../../effects/hold-part.js';
import { payFromBalance } from '../../effects/pay-from-balance.js';
import { leftOfAnother } from '../../effects/preview-change.js';
import checkPayment from '../../jobs/payment.check.js';
import openPayment from '../../jobs/payment.open.js';
import { promise } from '../../queue/promise.js';
import type { ChatContext } from '../context.js';
import { fundsFor } from '../funds.js';
import { onceAction, type From } from '../on-action.js';
import { chargingOf, isShown, type Charging } from '../price-mark.js';
import { choicesOf, targetOf, type Target } from '../target.js';
import { repeatWays } from '../repeat-ways.js';
import { discountsFor, isFor, orderedAs, wareOf, type Ware } from '../ware.js';
import { savingState } from '../saving.js';
import { priceFor, splitOf, waysToPay, type Way } from '../ways-to-pay.js';

export const paying = new Composer<ChatContext>();

const fromWays: From = ([code, , number, marked = '']) => {
  const how = chargingOf(marked);
  if (number === undefined) return ['methods', code];
  return ['methods', code, number, how === 'm' || how === 'r' ? how : undefined];
};

/**
 * A way to pay was chosen for a plan or an add-on. Price and part are the offer's and the balance's, never the button's;
 * where they are not what it showed (a discount has ended, say), or the time that is left is another plan's by now, nothing
 * is bought before its person has seen it.
 */
onceAction(paying, 'pay', fromWays, async (ctx, [code, provider = '', number, marked = '']) => {
  const { scope, trx, person } = ctx;
  const { db, chat } = scope;
  const target = targetOf(await choicesOf(db, person.id, chat.shop, trx), number);
  const ware = await wareOf(db, code, trx);
  if (!target || !ware || !(await isFor(db, ware, target, scope.now(), trx)))
    return changed(ctx, target, code);
  const asked = { planId: ware.plan?.planId ?? 0n, prices: ware.prices };
  const discounts = discountsFor(ware, await db.promoCodes.discounts(trx, person.id, scope.now()));
  const funds = await fundsFor(db, trx, person.id, ware, target);
  const how = chargingOf(marked);
  const repeats = how === 'r';
  const changes = await planChangedBy(ctx, ware, target);
  const way = repeats
    ? await repeatWay(ctx, ware, target, provider)
    : waysToPay(chat.shop, asked, discounts, funds).find((each) => each.provider === provider);
  if (!way && provider !== 'balance') return repriced(ctx, ware, target, how);
  if (!way) {
    const isSame = asked.prices.some((list) =>
      isShown(marked, { sums: [priceFor(list, asked.planId, discounts).price], changes }),
    );
    return isSame ? tooShort(ctx) : repriced(ctx, ware, target, how);
  }
  const split = how === 'm' ? splitOf(chat.shop, way, funds) : null;
  const sums = [way.price, ...(split ? [split.part] : [])];
  if ((how === 'm' && !split) || !isShown(marked, { sums, changes })) return repriced(ctx, ware, target, how);
  const order = await db.orders.findOrOpen(trx, {
    userId: person.id,
    subscriptionId: await subscriptionFor(ctx, target),
    ...orderedAs(ware),
    price: way.price,
    promoActivationId: way.activationId,
    heldMinor: split?.part.minor ?? 0n,
  });
  if (split && !(await holdPart(scope.db, trx, order))) return tooShort(ctx);
  await startPayment(ctx, order, provider, repeats);
});

/** The plan whose time that is left would become the bought one's. */
async function planChangedBy(
  { scope, trx }: ChatContext,
  { plan }: Ware,
  { subscription }: Target,
): Promise<bigint | null> {
  if (!plan || !subscription) return null;
  return (await leftOfAnother(scope.db, trx, subscription, plan, scope.now()))?.planId ?? null;
}

/** At the list price: a discount is for one purchase. */
async function repeatWay(
  { scope, trx }: ChatContext,
  { plan }: Ware,
  target: Target,
  provider: string,
): Promise<Way | undefined> {
  const { db, chat, now } = scope;
  const ways = await repeatWays({ db, knex: trx, shop: chat.shop, now: now() }, plan, target);
  const way = ways.find((each) => each.provider === provider);
  return way && { provider, list: way.price, price: way.price, activationId: null };
}

/** An old keyboard, or one that was made up: what is on offer now. */
function changed(ctx: ChatContext, target: Target | null, code = ''): void {
  ctx.toast(ctx.t.plain('toast-offer-changed'));
  const subscription = code.startsWith('a') ? target?.subscription : null;
  if (subscription) ctx.display('addons', subscription.id);
  else ctx.display('plans');
}

/** It is something else than its button showed: that is seen before it is bought. */
function repriced(ctx: ChatContext, { code }: Ware, { number }: Target, how: Charging | null): void {
  ctx.toast(ctx.t.plain('toast-offer-changed'));
  ctx.display('methods', code, number, ...(how === 'm' || how === 'r' ? [how] : []));
}

/** The first is opened when it is paid; another one now, so that its order names it, and is kept for the next try. */
async function subscriptionFor(
  { scope, trx, person }: ChatContext,
  { number, subscription }: Target,
): Promise<bigint | null> {
  if (subscription) return subscription.id;
  return number === 1 ? null : (await scope.db.subscriptions.numbered(trx, person.id, number)).id;
}

/** One attempt per locked order and provider that can still be paid, however often it is asked for. */
export async function startPayment(
  ctx: ChatContext,
  order: Order,
  provider: string,
  repeats = false,
): Promise<void> {
  const { scope, trx, person } = ctx;
  if (provider === 'balance') {
    const paid = await payFromBalance(scope.db, trx, order, scope.now());
    if (paid === null) return tooShort(ctx);
    return ctx.display(order.kind === 'gift' ? 'given' : 'waiting', paid);
  }
  const saves = !repeats && (savingState([provider], person, scope.chat.shop) ?? false);
  const attempt = { orderId: order.id, provider, amount: order.rest, saves, repeats };
  let { payment } = await scope.db.payments.findOrStart(trx, attempt);
  const isGone = payment.expiresAt !== null && payment.expiresAt <= scope.now();
  // Its page says whether the method is saved: who changed their mind needs another.
  if (isGone || payment.saves !== saves || payment.repeats !== repeats) {
    await giveUp(ctx, payment);
    ({ payment } = await scope.db.payments.findOrStart(trx, attempt));
  }
  // Also of an old attempt, whose opening may have become a dead letter: promised again, it is tried again.
  if (payment.payUrl === null) await promise(trx, openPayment, payment.id, {}, { lane: 0 });
  ctx.display('payment', payment.id);
}

function tooShort(ctx: ChatContext): void {
  ctx.toast(ctx.t.plain('toast-balance-short'));
  ctx.display('topup');
}

/** Its pay page is gone, or is not what they want. It may have been paid before, so its provider is asked. */
async function giveUp({ scope, trx }: ChatContext, payment: Payment): Promise<void> {
  await scope.db.payments.move(trx, payment, 'expired', { source: 'chat', reason: 'another was begun' });
  await promise(trx, checkPayment, payment.id, {}, { lane: 0 });
  await forgoMandate(scope.db, trx, payment);
}
