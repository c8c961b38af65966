import { isExpiryMoment, isInTime } from '../domain/expiry.js';
import { tell } from '../effects/tell.js';
import { defineJob } from '../queue/define-job.js';

/**
 * Tells a person that what they paid for ends soon, or has ended. The subject is `<subscription>:<moment>:<its end in ms>`.
 * Not where the end has moved since, where it renews itself, or its provider sees to that: those have notices of their own.
 * Safe to repeat: a moment of an end is told once.
 */
export default defineJob({
  name: 'expiry.notice',
  queue: 'maintenance',

  async run(subject, { db, now }) {
    const [id = '', moment, endMs] = subject.split(':');
    if (!isExpiryMoment(moment)) return;
    const subscription = await db.subscriptions.query().findById(id).throwIfNotFound();
    const { paidUntil: end, renewAt, userId } = subscription;
    if (end === null || String(end.getTime()) !== endMs || !isInTime(moment, end, now())) return;
    const { isAway, isRefunded, runBy } = await db.renewals.standing(db.knex, subscription.id);
    if (renewAt !== null || runBy !== null || isAway || isRefunded) return;
    const reason = `expiry:${subject}`;
    await db.transaction((trx) => tell(db, trx, { userId, reason, screen: `expiring:${subject}` }));
  },
});
