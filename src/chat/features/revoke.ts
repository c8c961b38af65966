import { Composer } from 'grammy';
import revokeLink from '../../jobs/link.revoke.js';
import { promise } from '../../queue/promise.js';
import type { ChatContext } from '../context.js';
import { onceAction, type From } from '../on-action.js';
import { ownSubscription } from '../own.js';

export const revoke = new Composer<ChatContext>();

const fromQuestion: From = ([id]) => ['revoke', id];

/** One wish at a time: a second one while the first is on its way is the first, and promised again where it was given up. */
onceAction(revoke, 'revoke', fromQuestion, async (ctx, [id]) => {
  const { scope, trx, person } = ctx;
  const subscription = await ownSubscription(scope.db, person.id, id, trx);
  if (!subscription?.link || !subscription.isActive(scope.now())) return ctx.outdated();
  const wish = await scope.db.linkRevocations.wish(trx, subscription.id);
  await promise(trx, revokeLink, wish, {}, { lane: 0 });
  ctx.display('revoke', subscription.id);
});
