import { orderLifetimeMs } from '../domain/order.js';
import { findPayment } from '../effects/find-payment.js';
import { reportReview, settlePayment } from '../effects/settle-payment.js';
import { settleRefund } from '../effects/settle-refund.js';
import { defineJob } from '../queue/define-job.js';

const name = 'stars.match';

/** By how much Telegram's list may be behind, and its clock and ours apart. */
const overlapMs = 10 * 60_000;

/**
 * Nobody can ask Telegram for one payment, and an update that was lost comes no more: so its list is walked on from
 * where the last run stopped, and what was not told is settled. The subject is the tick. Safe to repeat: what was
 * settled before tells nothing new.
 */
export default defineJob({
  name,
  queue: 'payments',
  schedule: '*/5 * * * *',

  async run(_slot, scope) {
    const { db, payments, signal, now } = scope;
    const provider = payments.offered.get('stars');
    if (!provider?.listSince || !provider.refundsSince) return;
    const began = now().getTime();
    const last = await db.settings.get<{ upTo: number }>(name);
    const since = new Date((last?.upTo ?? began - orderLifetimeMs) - overlapMs);
    const call = { signal, subject: name };

    for await (const seen of provider.listSince(since, call)) {
      const payment = await findPayment(db, 'stars', seen.externalId, seen.paymentId);
      if (!payment) continue; // its update says so, or another shop of this bot sold it
      const to = await db.transaction((trx) =>
        settlePayment(db, trx, payment.id, seen, { source: name, now: now() }),
      );
      reportReview(scope.log, payment.id, to);
    }
    for await (const seen of provider.refundsSince(since, call)) {
      const payment = await findPayment(db, 'stars', seen.paymentExternalId, null);
      if (!payment) continue;
      await db.transaction((trx) => settleRefund(db, trx, payment.id, seen, { source: name, now: now() }));
    }
    await db.settings.set(name, { upTo: began });
  },
});
