import type { Transaction } from 'objection';
import { AccountMissing, Later, refused } from '../domain/errors.js';
import { panelCall } from '../effects/panel-call.js';
import { tell } from '../effects/tell.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import provisionSubscription from './subscription.provision.js';

/** Until the account is made anew. */
const remakingMs = 5_000;

/**
 * Makes a connection link worthless and tells its person the new one. The subject is the wish's id.
 *
 * Safe to repeat: the wish says what the new link is made of, so that a repeat after a lost answer, and even a call that
 * lands late, make the same one.
 */
export default defineJob({
  name: 'link.revoke',
  queue: 'provisioning',

  async run(subject, scope) {
    const { db, now } = scope;
    const wish = await db.linkRevocations.query().findById(subject);
    if (!wish || wish.doneAt || wish.key === null) return;
    const { id, subscriptionId, key } = wish;
    const subscription = await db.subscriptions.byId(db.knex, subscriptionId);
    const { userId } = subscription;

    const end = async (trx: Transaction, link: string | null): Promise<void> => {
      if (!(await db.linkRevocations.end(trx, wish, link))) return;
      const screen = `relinked:${id}`;
      await tell(db, trx, { userId, reason: screen, screen, replaces: `revoke:${subscriptionId}`, lane: 0 });
    };
    try {
      const asked = await panelCall(
        subscriptionId,
        {
          ask: (panel, ref, call) => panel.revokeLink(ref, key, call),
          record: (trx, { link }) => end(trx, link),
        },
        scope,
      );
      if (!asked) await db.transaction((trx) => end(trx, null));
    } catch (error) {
      if (error instanceof AccountMissing && subscription.isActive(now())) {
        await db.transaction((trx) => promise(trx, provisionSubscription, subscriptionId));
        throw new Later(`the account of subscription ${subscriptionId} is being made anew`, remakingMs);
      }
      if (refused(error) && error.retry === 'never') await db.transaction((trx) => end(trx, null));
      throw error;
    }
  },
});
