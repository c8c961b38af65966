import { Composer } from 'grammy';
import { isUnfinished } from '../../domain/binding.js';
import { renewBy } from '../../effects/agree-to-renew.js';
import checkBinding from '../../jobs/binding.check.js';
import openBinding from '../../jobs/binding.open.js';
import forgetMethod from '../../jobs/method.forget.js';
import { promise } from '../../queue/promise.js';
import type { ChatContext } from '../context.js';
import { onAction, onceAction, type From } from '../on-action.js';
import { toId } from '../screen.js';
import { methodRenewals } from '../method-renewals.js';
import { payingScreens } from '../ways-to-pay.js';

export const saved = new Composer<ChatContext>();

const fromList: From = () => ['saved'];

/** Whether what they pay by next is saved. Remembered. */
onAction(saved, 'saving', async (ctx, [wish, place = '', ...ids]) => {
  if (!payingScreens.has(place) || (wish !== '0' && wish !== '1')) return ctx.outdated();
  await ctx.wishToSave(wish === '1');
  ctx.display(place, ...ids);
});

/** A page on which a card is saved and nothing paid; one per person and provider, however often it is asked for. */
onceAction(saved, 'bind', fromList, async (ctx, [provider = '']) => {
  const { scope, trx, person } = ctx;
  if (!scope.chat.shop.saving.providers.includes(provider)) return ctx.outdated();
  const binding = await scope.db.methodBindings.findOrStart(trx, person.id, provider, scope.now());
  // Also of an old one, whose opening may have become a dead letter: promised again, it is tried again.
  if (binding.payUrl === null) await promise(trx, openBinding, binding.id, {}, { lane: 0 });
  ctx.display('binding', binding.id);
});

/** "It is done": the provider is asked now, and whatever comes of it is shown by itself. */
onAction(saved, 'bound', async (ctx, [id]) => {
  const { scope, trx, person, t } = ctx;
  const binding = await scope.db.methodBindings.own(trx, toId(id) ?? 0n, person.id);
  if (!binding) return ctx.outdated();
  if (isUnfinished(binding.state) && binding.externalId !== null) {
    await promise(trx, checkBinding, binding.id, {}, { lane: 0 });
    ctx.toast(t.plain('toast-checking-card'));
  }
  ctx.display('binding', binding.id);
});

/** What renews itself by another method goes on by this one, as it was agreed: its screen said so. */
onAction(saved, 'default', async (ctx, [text]) => {
  const { scope, trx, person, t } = ctx;
  const { db, chat, now } = scope;
  const id = toId(text) ?? 0n;
  if (!(await db.paymentMethods.makeDefault(trx, id, person.id))) return gone(ctx);
  await db.renewals.lockOfPerson(trx, person.id);
  const viewer = { db, person, shop: chat.shop, now: now() };
  const { renewable } = await methodRenewals(viewer, { id }, trx);
  for (const { agreed, hasFailed } of renewable) if (agreed) await renewBy(db, trx, agreed, id, hasFailed);
  ctx.toast(t.plain(renewable.some(({ agreed }) => agreed) ? 'toast-method-renews' : 'toast-method-default'));
  ctx.display('saved');
});

/** From this commit on nobody charges it; the provider drops it too, where it can. */
onAction(saved, 'unsave', async (ctx, [text]) => {
  const { scope, trx, person, t } = ctx;
  const id = toId(text) ?? 0n;
  if (!(await scope.db.paymentMethods.remove(trx, id, person.id))) return gone(ctx);
  await promise(trx, forgetMethod, id);
  ctx.toast(t.plain('toast-method-removed'));
  ctx.display('saved');
});

/** Removed already, or never theirs. */
function gone(ctx: ChatContext): void {
  ctx.toast(ctx.t.plain('toast-method-gone'));
  ctx.display('saved');
}
