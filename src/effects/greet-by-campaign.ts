import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import { readStartParam } from '../domain/campaign.js';
import { appendGrant } from './append-grant.js';
import { placeDays } from './place-days.js';

/**
 * Gives who came by a campaign the days that it promises, once, and only before anything else was given to them: in the
 * place of a trial. Safe to repeat, since their link is followed again once they are let in.
 */
export async function greetByCampaign(
  db: Db,
  trx: Transaction,
  userId: bigint,
  payload: string,
  now: Date,
): Promise<void> {
  const startParam = readStartParam(payload);
  const bonus = startParam === null ? undefined : await db.campaigns.bonusOf(trx, userId, startParam);
  if (!bonus) return;
  const { target, planVersionId } = await placeDays(db, trx, userId, now);
  const { id, days } = bonus;
  const grant = { source: 'campaign', sourceId: String(id), days, planVersionId, dayByDay: true } as const;
  await appendGrant(db, trx, target, grant, now);
}
