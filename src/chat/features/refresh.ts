import { Composer } from 'grammy';
import refreshSubscription from '../../jobs/subscription.refresh.js';
import { promise } from '../../queue/promise.js';
import type { ChatContext } from '../context.js';
import { onAction } from '../on-action.js';
import { ownSubscription } from '../own.js';

const freshMs = 60_000;

export const refresh = new Composer<ChatContext>();

/** What was used is read from the panel by a job; the screen is drawn again when it is known. */
onAction(refresh, 'refresh', (ctx, [id]) => askPanel(ctx, id, 'subscription'));

/** The devices as they were told last, at once; what has changed since follows. */
onAction(refresh, 'devices', (ctx, [id]) => askPanel(ctx, id, 'devices'));

/** Traffic by day as it was told last, at once. Whoever looks again within a minute sees the same. */
onAction(refresh, 'traffic', async (ctx, [id]) => {
  const { scope, trx, person } = ctx;
  const subscription = await ownSubscription(scope.db, person.id, id, trx);
  const known = subscription && (await scope.db.usageDays.of(trx, subscription.id));
  const isFresh =
    known?.readAt && !known.failedAt && scope.now().getTime() - known.readAt.getTime() < freshMs;
  if (!subscription || !isFresh) return askPanel(ctx, id, 'traffic');
  ctx.display('traffic', subscription.id);
});

async function askPanel(ctx: ChatContext, id: string | undefined, screen: string): Promise<void> {
  const { scope, trx, person, t, update } = ctx;
  const subscription = await ownSubscription(scope.db, person.id, id, trx);
  if (!subscription) return ctx.outdated();
  const wish = `${subscription.id}:${update.update_id}:${screen}`;
  await promise(trx, refreshSubscription, wish, {}, { lane: 0 });
  ctx.toast(t.plain('toast-refreshing'));
  ctx.display(screen, subscription.id);
}
