import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { ReferralReward } from '../db/models/referral-reward.js';
import { appendGrant } from '../effects/append-grant.js';
import { placeDays } from '../effects/place-days.js';
import { tell } from '../effects/tell.js';
import { withdrawGrant } from '../effects/withdraw-grant.js';
import { defineJob } from '../queue/define-job.js';

/**
 * Gives an inviter what a friend's purchase promised them, or takes it back once that was refunded. The subject is the
 * payment's id.
 *
 * In a transaction of the inviter's own: the reward's row is locked first, then their balance and subscription, and
 * nothing of the friend's. Safe to repeat and to race with the refund: the row says what was done, and each grant and
 * transfer has a key of its own.
 */
export default defineJob({
  name: 'referral.reward',
  queue: 'payments',

  async run(subject, { db, now }) {
    await db.transaction(async (trx) => {
      const reward = await db.referralRewards.one(trx, 'payment_id = ? for update', subject);
      if (!reward) return;
      const { takenAt, givenAt, takenMinor } = reward;
      if (takenAt === null && givenAt === null) await give(db, trx, reward, now());
      if (takenAt !== null && givenAt !== null && takenMinor === null) await takeBack(db, trx, reward, now());
    });
  },
});

const inviters = (paymentId: bigint) => ({ source: 'referral', sourceId: `${paymentId}:inviter` }) as const;

async function give(db: Db, trx: Transaction, reward: ReferralReward, now: Date): Promise<void> {
  const { paymentId, inviterId: userId, inviterDays: days, amount } = reward;
  if (amount) {
    const key = `referral:${paymentId}`;
    await db.ledger.transfer(trx, { key, from: 'referral', to: `user:${userId}`, amount });
  }
  if (days > 0) {
    const { target, planVersionId } = await placeDays(db, trx, userId, now);
    const grant = { ...inviters(paymentId), days, planVersionId };
    await appendGrant(db, trx, target, grant, now);
  }
  await reward.$query(trx).patch({ givenAt: now });
  await tell(db, trx, { userId, reason: `referral:${paymentId}`, screen: `rewarded:${paymentId}` });
}

/** Money only as far as it is still there: nobody is brought below zero. What is missing stands in the row; of nothing nobody hears. */
async function takeBack(db: Db, trx: Transaction, reward: ReferralReward, now: Date): Promise<void> {
  const { paymentId, inviterId: userId, inviterDays, amount } = reward;
  let taken = 0n;
  if (amount) {
    const balance = await db.ledger.lockBalance(trx, `user:${userId}`, amount.currency);
    taken = balance < amount.minor ? balance : amount.minor;
    const key = `referral:${paymentId}:back`;
    if (taken > 0n) {
      const back = { ...amount, minor: taken };
      await db.ledger.transfer(trx, { key, from: `user:${userId}`, to: 'referral', amount: back });
    }
  }
  await withdrawGrant(db, trx, inviters(paymentId), null, `referral:${paymentId}`, now);
  await reward.$query(trx).patch({ takenMinor: taken });
  if (taken === 0n && inviterDays === 0) return;
  await tell(db, trx, { userId, reason: `referral:${paymentId}:back`, screen: `rewarded:${paymentId}` });
}
