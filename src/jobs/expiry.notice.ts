import { isExpiryMoment, isInTime } from '../domain/expiry.js';
import { isEndTold } from '../effects/is-end-told.js';
import { tell } from '../effects/tell.js';
import { defineJob } from '../queue/define-job.js';

/**
 * Tells a person that what they paid for ends soon, or has ended. The subject is `<subscription>:<moment>:<its end in ms>`.
 * Not where the end has moved since, or there is nothing to tell of it.
 * Safe to repeat: a moment of an end is told once.
 */
export default defineJob({
  name: 'expiry.notice',
  queue: 'maintenance',

  async run(subject, { db, chat: { shop }, now }) {
    const [id = '', moment, endMs] = subject.split(':');
    if (!isExpiryMoment(moment)) return;
    const subscription = await db.subscriptions.query().findById(id).throwIfNotFound();
    const { paidUntil: end, userId } = subscription;
    if (end === null || String(end.getTime()) !== endMs || !isInTime(moment, end, now())) return;
    if (!(await isEndTold({ db, shop }, subscription, moment, now()))) return;
    const reason = `expiry:${subject}`;
    await db.transaction((trx) => tell(db, trx, { userId, reason, screen: `expiring:${subject}` }));
  },
});
