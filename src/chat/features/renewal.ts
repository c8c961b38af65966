import { Composer } from 'grammy';
import { allowMandate, stopMandate } from '../../effects/charge-by-mandate.js';
import { agreeToRenew, stopRenewing } from '../../effects/agree-to-renew.js';
import type { ChatContext } from '../context.js';
import { onAction } from '../on-action.js';
import { ownSubscription } from '../own.js';
import { offerOf, renewalOffers } from '../renewal-offers.js';
import { toId } from '../screen.js';

export const renewal = new Composer<ChatContext>();

/** Agreed: what the button named is charged, and nothing that it did not name. */
onAction(renewal, 'renew', async (ctx, [id, method, price]) => {
  const { scope, trx, person, t } = ctx;
  const { db, chat, now } = scope;
  const subscription = await ownSubscription(db, person.id, id, trx);
  if (!subscription) return ctx.outdated();
  const offer = offerOf(await renewalOffers(db, chat.shop, subscription, now(), trx), toId(method));
  if (!offer || offer.price.minor.toString(36) !== price) {
    ctx.toast(t.plain('toast-offer-changed'));
    return ctx.display(offer ? 'renewalconsent' : 'renewal', subscription.id, ...(offer ? [method!] : []));
  }
  await agreeToRenew(db, trx, {
    subscriptionId: subscription.id,
    userId: person.id,
    methodId: offer.method?.id ?? null,
    planVersionId: offer.plan.id,
    price: offer.price,
  });
  // What a provider charged by itself, and does not just now, may not begin again beside it.
  const mandate = await db.mandates.of(trx, subscription.id);
  if (mandate?.wanted) await stopMandate(db, trx, mandate.id, `user:${person.id}`, 'another way was chosen');
  ctx.toast(t.plain('toast-renewal-on'));
  ctx.display('renewal', subscription.id);
});

/** Obeyed at once; a charge that was decided, but not made yet, is not made any more. */
onAction(renewal, 'renewoff', async (ctx, [id]) => {
  const { scope, trx, person, t } = ctx;
  const subscription = await ownSubscription(scope.db, person.id, id, trx);
  if (!subscription) return ctx.outdated();
  const agreed = await scope.db.renewals.lockOf(trx, subscription.id);
  if (agreed?.active) await stopRenewing(scope.db, trx, agreed, `user:${person.id}`, 'tapped');
  ctx.toast(t.plain('toast-renewal-off'));
  ctx.display('renewal', subscription.id);
});

/** What a provider charges by itself is stopped there, by a job; from now on nobody here wants it. */
onAction(renewal, 'runoff', async (ctx, [id]) => {
  const { scope, trx, person, t } = ctx;
  const subscription = await ownSubscription(scope.db, person.id, id, trx);
  const mandate = subscription && (await scope.db.mandates.of(trx, subscription.id));
  if (!mandate) return ctx.outdated();
  await stopMandate(scope.db, trx, mandate.id, `user:${person.id}`, 'tapped');
  ctx.toast(t.plain('toast-renewal-off'));
  ctx.display('renewal', mandate.subscriptionId!);
});

/** What we stopped may go on: whoever pays for it takes it up again at the provider. */
onAction(renewal, 'runon', async (ctx, [id]) => {
  const { scope, trx, person, t } = ctx;
  const { db, chat, now } = scope;
  const subscription = await ownSubscription(db, person.id, id, trx);
  const mandate = subscription && (await db.mandates.of(trx, subscription.id));
  if (!mandate || !chat.shop.resumes(mandate.provider) || mandate.paidUntil <= now()) return ctx.outdated();
  await allowMandate(db, trx, mandate.id, `user:${person.id}`);
  ctx.toast(t.plain('toast-renewal-allowed'));
  ctx.display('renewal', mandate.subscriptionId!);
});
