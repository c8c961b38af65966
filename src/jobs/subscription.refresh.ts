import type { Subscription } from '../db/models/subscription.js';
import type { ToldDevice } from '../domain/device.js';
import { AccountMissing, refused } from '../domain/errors.js';
import { shownRange, type DayUsage } from '../domain/usage.js';
import { findPanel } from '../effects/find-panel.js';
import { tell } from '../effects/tell.js';
import type { Account, Panel } from '../panels/panel.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';
import { scrub } from '../scrub.js';
import provisionSubscription from './subscription.provision.js';

/** Screens of a subscription that show what the panel says. */
const watched: ReadonlySet<string> = new Set(['subscription', 'devices', 'traffic']);

interface Seen {
  readonly account: Account;
  readonly devices: readonly ToldDevice[];
  /** Undefined where nobody wants to see it, null where the panel refuses to say. */
  readonly days: readonly DayUsage[] | null | undefined;
}

/**
 * Reads what an account has used and on which devices, for the person who looks at it. The subject is the subscription's
 * id; with `:<update>:<screen>` behind it, whoever sent that update waits to see that screen again once it is known: a
 * wish of its own, which no hint of the panel swallows. Safe to repeat: it copies what the panel says now, and never unlinks anything. An
 * account that is gone is owed again.
 */
export default defineJob({
  name: 'subscription.refresh',
  queue: 'provisioning',

  async run(subject, scope) {
    const { db, panels, now } = scope;
    const [subscriptionId = '', update, shown = 'subscription'] = subject.split(':');
    const subscription = await db.subscriptions.query().findById(subscriptionId).throwIfNotFound();
    const { id, panelId, panelAccount } = subscription;
    if (panelId === null || panelAccount === null) return;
    const { panel } = await findPanel(db, panels, panelId);
    if (!panel) return;

    const readAt = await db.devices.clock(); // before the list is read
    const wish = update !== undefined && watched.has(shown) ? { update, shown } : null;
    const seen = await look(panel, subscription, wish, scope).catch(async (error: unknown) => {
      if (error instanceof AccountMissing) return null;
      if (wish?.shown === 'traffic') await sayItFails(subscription, wish, scope);
      throw error;
    });
    await db.transaction(async (trx) => {
      if (!seen) return promise(trx, provisionSubscription, id);
      const { account, devices, days } = seen;
      await subscription.$query(trx).patch({ trafficUsedBytes: account.trafficUsedBytes, usageAt: now() });
      await db.devices.keep(trx, id, devices, readAt);
      if (days) await db.usageDays.keep(trx, id, days, now());
      else if (days === null) await db.usageDays.fail(trx, id, now());
      if (wish) await tell(db, trx, again(subscription, wish));
    });
  },
});

interface Wish {
  readonly update: string;
  readonly shown: string;
}

async function look(
  panel: Panel,
  { id, panelAccount }: Subscription,
  wish: Wish | null,
  { signal, now, log }: Scope,
): Promise<Seen> {
  const call = { signal, subject: `subscription:${id}` };
  const ref = panelAccount!;
  /** A token that may not ask for it is no reason to know nothing else. */
  const unlessRefused = (error: unknown): null => {
    if (error instanceof AccountMissing || !refused(error)) throw error;
    log.warn({ subscription: String(id), reason: scrub(error) }, 'the panel does not tell traffic by day');
    return null;
  };
  const [account, devices, days] = await Promise.all([
    panel.get(ref, call),
    panel.devices(ref, call),
    wish?.shown === 'traffic' ? panel.usage(ref, shownRange(now()), call).catch(unlessRefused) : undefined,
  ]);
  return { account, devices, days };
}

/** Where their screen is, once what it waits for is known. */
const again = ({ id, userId }: Subscription, { update, shown }: Wish, how = '') => {
  const screen = `${shown}:${id}`;
  const reason = `usage:${id}:${update}${how}`;
  return { userId, reason, screen, replaces: screen, inPlace: true, lane: 0 } as const;
};

/** Whoever waits for the picture learns at once that it takes longer; it is asked for again all the same. */
const sayItFails = (subscription: Subscription, wish: Wish, { db, now }: Scope): Promise<void> =>
  db.transaction(async (trx) => {
    await db.usageDays.fail(trx, subscription.id, now());
    await tell(db, trx, again(subscription, wish, ':failed'));
  });
