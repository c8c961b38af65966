import type { Knex } from 'knex';
import { lateMs } from '../domain/mandate.js';
import { ask } from './ask.js';

/** What is charged again and again at a page of its seller's own; until when, nobody tells us. */
export interface ChargedElsewhere {
  readonly provider: string;
  /** What its last charge was for. */
  readonly planVersionId: bigint;
}

/** That `p`, of order `o`, is a charge of subscription `s` at such a page, and its money did not go back. */
export const isChargeElsewhere = `
  o.user_id = s.user_id and coalesce(o.subscription_id = s.id, s.number = 1)
    and p.paid_until is not null and p.state in ('succeeded', 'refunded_in_part', 'disputed')`;

const chargedElsewhere = `
  select p.provider, o.plan_version_id
  from subscriptions s, orders o join payments p on p.order_id = o.id
  where s.id = ? and ${isChargeElsewhere} and o.plan_version_id is not null and p.paid_until > ?
  order by p.paid_until desc limit 1`;

/** For this subscription, by what its last charge pays for; one that is late is waited for. Null where nobody does. */
export async function findChargedElsewhere(
  knex: Knex,
  subscriptionId: bigint,
  now: Date,
): Promise<ChargedElsewhere | null> {
  const waitedFor = new Date(now.getTime() - lateMs);
  const [row] = await ask<ChargedElsewhere>(knex, chargedElsewhere, subscriptionId, waitedFor);
  return row ?? null;
}
