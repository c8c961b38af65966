import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import { readStartParam } from '../domain/campaign.js';
import { appendGrant } from './append-grant.js';
import { planForDays } from './plan-for-days.js';

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
  const planVersionId = await planForDays(db, trx, userId);
  const grant = { source: 'campaign', sourceId: String(bonus.id), days: bonus.days, planVersionId } as const;
  await appendGrant(db, trx, { userId, subscriptionId: null }, grant, now);
}
