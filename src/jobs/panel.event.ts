import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import refreshSubscription from './subscription.refresh.js';

/**
 * A panel told of one of its accounts: a hint that its usage or state has changed, never an order. The subject is the
 * inbox event's id. Safe to repeat: the account is read again by a job of its own.
 */
export default defineJob({
  name: 'panel.event',
  queue: 'provisioning',

  async run(subject, { db, panels }) {
    const inbox = await db.inbox.get(subject);
    if (inbox.state !== 'new' || inbox.body === null) return;
    const kind = inbox.provider;
    const event = panels.get(kind)?.read(inbox.body, {});
    const subscription = event?.ref
      ? await db.subscriptions
          .query()
          .findOne({ panelAccount: event.ref })
          .whereIn('panelId', db.knex('panels').where({ kind }).select('id'))
      : undefined;

    await db.transaction(async (trx) => {
      if (!subscription) return db.inbox.close(trx, inbox.id, 'ignored', 'no account of ours');
      await promise(trx, refreshSubscription, subscription.id, {}, { lane: 2 });
      await db.inbox.close(trx, inbox.id, 'applied');
    });
  },
});
