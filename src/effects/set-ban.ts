import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import { Never } from '../domain/errors.js';
import { promises } from '../queue/promise.js';
import { jobsByName } from './jobs-by-name.js';
import { tell } from './tell.js';

export interface Banning {
  readonly telegramId: bigint;
  readonly to: 'banned' | 'free';
  readonly actor: string;
  readonly reason: string;
}

/**
 * Shuts a person out, or lets them in again: what they have stays theirs, the panel is told to disable or enable it, and
 * they hear of it once. False when it was so already.
 */
export async function setBan(
  db: Db,
  trx: Transaction,
  { telegramId, to, actor, reason }: Banning,
  now: Date,
): Promise<boolean> {
  // Not `for update`: whoever settles holds a subscription and writes them a message, which refers to this row.
  const person = await db.users.one(trx, 'telegram_id = ? for no key update', telegramId);
  if (!person) throw new Never('ban.unknown', `nobody with the Telegram id ${telegramId} has pressed Start`);
  const { id: userId, bannedAt, role } = person;
  const bans = to === 'banned';
  if (bans && role !== null)
    throw new Never('ban.operator', `${telegramId} is an operator: take that away first`);
  if (bans === (bannedAt !== null)) return false;

  await db.users
    .query(trx)
    .findById(userId)
    .patch({ bannedAt: bans ? now : null });
  const action = bans ? 'ban.add' : 'ban.remove';
  const decision = await db.auditTrail.note(trx, { actor, action, subject: `user:${userId}`, reason });
  const owed = await db.subscriptions.oweAgain(trx, userId);
  // Whoever is shut out is not charged for it; what they want when they are back, they say.
  const stopped = bans ? await db.mandates.unwantAll(trx, userId) : [];
  await promises(
    trx,
    stopped.map((subject) => ({ job: jobsByName.steerMandate, subject })),
  );
  await promises(
    trx,
    owed.map((subject) => ({ job: jobsByName.provisionSubscription, subject, lane: 0 })),
  );
  if (bans) await db.users.looksAt(trx, userId, 'banned', null);
  await tell(db, trx, { userId, reason: `ban:${decision}`, screen: bans ? 'banned' : 'unbanned' });
  return true;
}
