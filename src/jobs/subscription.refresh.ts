import { AccountMissing } from '../domain/errors.js';
import { findPanel } from '../effects/find-panel.js';
import { tell } from '../effects/tell.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import provisionSubscription from './subscription.provision.js';

/** Screens of a subscription that show what the panel says. */
const watched: ReadonlySet<string> = new Set(['subscription', 'devices']);

/**
 * Reads what an account has used and on which devices, for the person who looks at it. The subject is the subscription's
 * id; with `:<update>:<screen>` behind it, whoever sent that update waits to see that screen again once it is known: a
 * wish of its own, which no hint of the panel swallows. Safe to repeat: it copies what the panel says now, and never unlinks anything. An
 * account that is gone is owed again.
 */
export default defineJob({
  name: 'subscription.refresh',
  queue: 'provisioning',

  async run(subject, { db, panels, signal, now }) {
    const [subscriptionId = '', update, shown = 'subscription'] = subject.split(':');
    const subscription = await db.subscriptions.query().findById(subscriptionId).throwIfNotFound();
    const { id, panelId, panelAccount, userId } = subscription;
    if (panelId === null || panelAccount === null) return;
    const { panel } = await findPanel(db, panels, panelId);
    if (!panel) return;

    const readAt = await db.devices.clock();
    const call = { signal, subject: `subscription:${id}` };
    const seen = await Promise.all([panel.get(panelAccount, call), panel.devices(panelAccount, call)]).catch(
      (error: unknown) => {
        if (error instanceof AccountMissing) return null;
        throw error;
      },
    );
    await db.transaction(async (trx) => {
      if (!seen) return promise(trx, provisionSubscription, id);
      const [{ trafficUsedBytes }, devices] = seen;
      await subscription.$query(trx).patch({ trafficUsedBytes, usageAt: now() });
      await db.devices.keep(trx, id, devices, readAt);
      if (update === undefined || !watched.has(shown)) return;
      const screen = `${shown}:${id}`;
      const reason = `usage:${id}:${update}`;
      await tell(db, trx, { userId, reason, screen, replaces: screen, inPlace: true, lane: 0 });
    });
  },
});
