import { orderLifetimeMs } from '../domain/order.js';
import { findPayment } from '../effects/find-payment.js';
import { settleRefund } from '../effects/settle-refund.js';
import { settleSeen } from '../effects/settle-seen.js';
import type { RefundSnapshot, Snapshot } from '../payments/provider.js';
import { defineJob } from '../queue/define-job.js';
import type { Scope } from '../queue/scope.js';
import { scrub } from '../scrub.js';

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
    const provider = payments.known.get('stars');
    if (!provider?.listSince || !provider.refundsSince) return;
    const began = now().getTime();
    const last = await db.settings.get(name);
    const since = new Date((last?.upTo ?? began - orderLifetimeMs) - overlapMs);
    const call = { signal, subject: name };

    for await (const seen of provider.listSince(since, call)) await settleListed(seen, scope);
    for await (const seen of provider.refundsSince(since, call)) await settleListedRefund(seen, scope);
    await db.settings.set(name, { upTo: began });
  },
});

/** One that cannot be settled is told of, and keeps nobody else's waiting. */
async function settleListed(seen: Snapshot, scope: Scope): Promise<void> {
  const { db, log } = scope;
  const payment = await findPayment(db, 'stars', seen);
  if (!payment) return; // its update says so, or another shop of this bot sold it
  try {
    await settleSeen(payment, seen, { source: name }, scope);
  } catch (error) {
    log.error({ payment: String(payment.id), reason: scrub(error) }, 'stars that came were not settled');
  }
}

async function settleListedRefund(seen: RefundSnapshot, { db, log, now }: Scope): Promise<void> {
  const payment = await findPayment(db, 'stars', { externalId: seen.paymentExternalId, paymentId: null });
  if (!payment) return;
  try {
    await db.transaction((trx) => settleRefund(db, trx, payment.id, seen, { source: name, now: now() }));
  } catch (error) {
    log.error({ payment: String(payment.id), reason: scrub(error) }, 'stars that went back were not booked');
  }
}
