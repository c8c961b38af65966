import type { Transaction } from 'objection';
import type { Db } from '../../../src/db/db.js';
import { refold } from '../../../src/effects/refold.js';
import renewalSweep from '../../../src/jobs/renewal.sweep.js';
import { promise } from '../../../src/queue/promise.js';
import { stubborn } from '../market.js';

const hourMs = 3_600_000;

/** What a person's past is dated by. Nothing but a run may move it, so what guards these tables looks away meanwhile. */
const older = [
  'update grants set granted_at = granted_at - make_interval(secs => :by) where subscription_id = :id',
  `update payment_events e set at = e.at - make_interval(secs => :by) from payments p join orders o on o.id = p.order_id
   where p.id = e.payment_id and o.user_id = :user`,
  `update renewals set agreed_at = agreed_at - make_interval(secs => :by), noticed_at = noticed_at - make_interval(secs => :by)
   where subscription_id = :id`,
];

/**
 * Days pass for a person until their subscription has so much left, in one transaction: all that they did is as much
 * older. Safe to repeat. False where it has less than that.
 */
export const letPassUntil = (db: Db, person: number, leftMs: number): Promise<boolean> =>
  stubborn(() =>
    db.transaction(async (trx) => {
      const user = await db.users.query(trx).findOne({ telegramId: person }).throwIfNotFound();
      const found = await db.subscriptions.first(trx, user.id);
      if (!found) return false;
      await db.renewals.lockOf(trx, found.id); // as everybody does who charges
      for (let tries = 0; tries < 3; tries++) if (!(await passOnce(db, trx, found.id, leftMs))) break;
      const { paidUntil } = await db.subscriptions.lock(trx, found.id);
      return paidUntil !== null && paidUntil.getTime() - Date.now() < leftMs + 3 * 24 * hourMs;
    }),
  );

/** Months are not equally long, so the first step may not be enough. False: nothing was left to do. */
async function passOnce(db: Db, trx: Transaction, id: bigint, leftMs: number): Promise<boolean> {
  const { userId: user, paidUntil } = await db.subscriptions.lock(trx, id);
  const byMs = (paidUntil?.getTime() ?? 0) - Date.now() - leftMs;
  if (byMs < hourMs) return false;
  await trx.raw('set local session_replication_role = replica');
  const given = { by: Math.floor(byMs / 1_000), id: String(id), user: String(user) };
  for (const sql of older) await trx.raw(sql, given);
  await trx.raw('set local session_replication_role = origin');
  await refold(db, trx, id, await db.grants.of(trx, id), new Date());
  // The notice was of this term, which ends earlier now.
  const end = '(select paid_until from subscriptions where id = subscription_id)';
  await trx.raw(
    `update renewals set noticed_end = ${end} where subscription_id = ? and noticed_end is not null`,
    [String(id)],
  );
  await trx.raw('update subscriptions set renew_at = now() where id = ? and renew_at is not null', [
    String(id),
  ]);
  return true;
}

let sweeps = 0;

/** Whose renewal is due is looked at now, and not in five minutes. */
export const sweepNow = (db: Db): Promise<void> =>
  stubborn(() =>
    db.transaction((trx) => promise(trx, renewalSweep, `chaos-${process.pid}-${(sweeps += 1)}`)),
  );
