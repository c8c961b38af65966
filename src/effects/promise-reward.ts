import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { OrderKind } from '../domain/order.js';
import { rewardFor } from '../domain/referral.js';
import { promise } from '../queue/promise.js';
import { appendGrant } from './append-grant.js';
import type { Paid } from './goods/goods.js';
import { jobsByName } from './jobs-by-name.js';
import { tell } from './tell.js';
import { withdrawGrant } from './withdraw-grant.js';

/** Time for oneself. Not a gift, not a top-up: money that only changes hands earns nobody anything. */
const rewarded: ReadonlySet<OrderKind> = new Set(['buy', 'renewal']);

const friendsGrant = (paymentId: bigint) =>
  ({ source: 'referral', sourceId: `${paymentId}:friend` }) as const;

/**
 * A purchase of somebody whom a friend invited: gives them their days, and promises the inviter theirs. Nothing of the
 * inviter's is touched: a blogger's rows do not sit in each of their followers' purchases. What it gives is written
 * down, so that rules which change later change nothing.
 */
export async function promiseReward(
  db: Db,
  trx: Transaction,
  { order, payment, now }: Pick<Paid, 'order' | 'payment' | 'now'>,
): Promise<void> {
  const { userId, kind, planVersionId, price, subscriptionId } = order;
  if (!rewarded.has(kind) || planVersionId === null) return;
  const referral = await db.referrals.one(trx, 'friend_id = ? for update', userId);
  if (!referral) return;
  if (referral.paidAt === null) await db.referrals.bought(trx, userId);
  const rules = await db.settings.referralRules(trx);
  if (rules.onePerFriend && (await db.referralRewards.stands(trx, userId))) return;

  const { months } = await db.plans.byId(trx, planVersionId);
  const reward = rewardFor(rules, months, price);
  const { inviterDays, friendDays: days, money } = reward;
  if (inviterDays === 0 && days === 0 && !money) return;
  const of = { paymentId: payment.id, friendId: userId, inviterId: referral.inviterId };
  if (!(await db.referralRewards.promise(trx, of, reward))) return;

  if (days > 0) {
    await appendGrant(db, trx, { userId, subscriptionId }, { ...friendsGrant(payment.id), days }, now);
    await tell(db, trx, { userId, reason: `referral:${payment.id}`, screen: `rewarded:${payment.id}` });
  }
  if (inviterDays > 0 || money) await promise(trx, jobsByName.rewardReferral, payment.id);
}

/** The purchase was refunded in full: what it gave both is taken back, the inviter's by a job again. */
export async function takeRewardBack(db: Db, trx: Transaction, paymentId: bigint, now: Date): Promise<void> {
  if (!(await db.referralRewards.takeBack(trx, paymentId))) return;
  await withdrawGrant(db, trx, friendsGrant(paymentId), null, `referral:${paymentId}`, now);
  await promise(trx, jobsByName.rewardReferral, paymentId);
}
