import { Composer } from 'grammy';
import { isGiftToken, refuseGift } from '../../domain/gift.js';
import { leftOfAnother } from '../../effects/preview-change.js';
import { receiving } from '../../effects/receiving.js';
import { redeemGift } from '../../effects/redeem-gift.js';
import { returnGift } from '../../effects/return-gift.js';
import type { ChatContext } from '../context.js';
import { onceAction, type From } from '../on-action.js';
import { changeSeen } from '../plan-change.js';
import { isShown } from '../price-mark.js';
import { toId } from '../screen.js';
import { waysToPay } from '../ways-to-pay.js';
import { startPayment } from './paying.js';

export const gifts = new Composer<ChatContext>();

const fromWays: From = ([version]) => ['wrap', version];

const fromGift: From = ([token]) => ['gift', token];

const fromQuestion: From = ([id]) => ['giftback', id];

/** A way to pay was chosen for a gift. The price is the offer's, never the button's, and is seen before it is bought. */
onceAction(gifts, 'present', fromWays, async (ctx, [version, provider = '', marked = '']) => {
  const { scope, trx, person, t } = ctx;
  const offered = await scope.db.plans.offered(toId(version) ?? 0n, trx);
  const discounts = await scope.db.promoCodes.discounts(trx, person.id, scope.now());
  const funds = await scope.db.ledger.balances(person.id, trx);
  const ways = offered ? waysToPay(scope.chat.shop, offered, discounts, funds) : [];
  const way = ways.find((each) => each.provider === provider);
  if (!offered || !way) {
    ctx.toast(t.plain('toast-offer-changed'));
    return ctx.display('present');
  }
  if (!isShown(marked, { sums: [way.price] })) {
    ctx.toast(t.plain('toast-offer-changed'));
    return ctx.display('wrap', offered.id);
  }
  const order = await scope.db.orders.findOrOpen(trx, {
    userId: person.id,
    subscriptionId: null,
    kind: 'gift',
    planVersionId: offered.id,
    price: way.price,
    promoActivationId: way.activationId,
  });
  await startPayment(ctx, order, provider);
});

/** Whoever has the link, once. */
onceAction(gifts, 'accept', fromGift, async (ctx, [token, seen]) => {
  const { scope, trx, person, t } = ctx;
  if (!isGiftToken(token)) return ctx.outdated();
  if (seen !== changeSeen && (await changesPlan(ctx, token))) {
    ctx.toast(t.plain('toast-gift-changes'));
    return ctx.display('gift', token);
  }
  const result = await redeemGift(scope.db, trx, person.id, token, scope.now());
  if ('refused' in result) return ctx.display('gift', token);
  ctx.display('waiting', result.subscriptionId);
});

/** Their subscription became another plan's while they looked at the gift. */
async function changesPlan({ scope, trx, person }: ChatContext, token: string): Promise<boolean> {
  const { db, now } = scope;
  const found = await db.gifts.byToken(trx, token);
  if (!found || refuseGift(found, person.id) !== null) return false;
  const plan = await db.plans.byId(trx, found.planVersionId);
  const subscription = await receiving(db, trx, person.id, plan, now());
  return subscription !== null && (await leftOfAnother(db, trx, subscription, plan, now())) !== null;
}

/** The giver wants the money back, as long as nobody has it. */
onceAction(gifts, 'giftback', fromQuestion, async (ctx, [id]) => {
  const { scope, trx, person, t } = ctx;
  const orderId = toId(id) ?? 0n;
  if (!(await scope.db.gifts.ofGiver(trx, orderId, person.id))) return ctx.outdated();
  const isOnItsWay = await returnGift(scope.db, trx, person.id, orderId);
  ctx.toast(t.plain(isOnItsWay ? 'toast-gift-returning' : 'toast-gift-late'));
  ctx.display('given', orderId);
});
