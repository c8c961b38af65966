import { nextChange } from '../domain/grants.js';
import { Later } from '../domain/errors.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import provisionSubscription from './subscription.provision.js';

const skewMs = 60_000;

/**
 * An extra or a whole term has ended by itself, so the panel is owed another state. The subject is the
 * subscription's id. Safe to repeat: it acts only when the moment has come, and then names the next.
 */
const refoldSubscription = defineJob({
  name: 'subscription.refold',
  queue: 'provisioning',

  async run(subject, { db }) {
    await db.transaction(async (trx) => {
      const subscription = await db.subscriptions.lock(trx, BigInt(subject));
      const { id, owed, nextChangeAt, revision } = subscription;
      const at = await db.subscriptions.clock(trx); // which woke us; ours may show another time
      const earlyMs = (nextChangeAt?.getTime() ?? Infinity) - at.getTime();
      // It was put back meanwhile: another machine's, perhaps, that took over.
      if (earlyMs > 0 && earlyMs < skewMs) throw new Later(`subscription ${id} changes next`, earlyMs);
      if (earlyMs > 0) return;
      const next = nextChange(owed, at);
      await subscription.$query(trx).patch({ nextChangeAt: next, revision: revision + 1 });
      await promise(trx, provisionSubscription, id, {}, { lane: 2 });
      if (next) await promise(trx, refoldSubscription, id, {}, { dueAt: next, lane: 2 });
    });
  },
});

export default refoldSubscription;
