import type { Knex } from 'knex';
import type { PlanLimits } from '../domain/access.js';
import { ask } from './ask.js';
import type { Subscription } from './models/subscription.js';

/** What a panel is told of a subscription besides its term, and which panel that is. */
export interface Aim {
  readonly panelId: bigint;
  readonly kind: string;
  readonly telegramId: bigint | null;
  readonly isBanned: boolean;
  readonly limits: PlanLimits;
}

/**
 * After a refund of everything there is no plan, but an account that must know of it: then the plan of the newest grant
 * that names one counts, also of one that was taken back.
 */
const sql = `
  select p.id panel_id, p.kind, u.telegram_id, u.banned_at is not null is_banned, v.traffic_limit_bytes, v.traffic_strategy, v.device_limit, v.squads,
    v.external_squad
  from plan_versions v join panels p on p.id = coalesce(?, v.panel_id) join users u on u.id = ?
  where v.id = coalesce(?, (select plan_version_id from grants where subscription_id = ? and plan_version_id is not null
    order by id desc limit 1))`;

/** In one round trip; undefined for a subscription that was never given a plan. */
export async function aimOf(
  knex: Knex,
  { id, userId, panelId, planVersionId }: Subscription,
): Promise<Aim | undefined> {
  type Found = Omit<Aim, 'limits'> & PlanLimits;
  const [row] = await ask<Found>(knex, sql, panelId, userId, planVersionId, id);
  if (!row) return undefined;
  const { panelId: panel, kind, telegramId, isBanned, ...limits } = row;
  return { panelId: panel, kind, telegramId, isBanned, limits };
}
