import type { Knex } from 'knex';
import { lateMs } from '../domain/mandate.js';
import { ask } from './ask.js';

/** What is charged again and again at a page of its seller's own; until when, nobody tells us. */
export interface ChargedElsewhere {
  readonly provider: string;
  /** What its last charge was for. */
  readonly planVersionId: bigint;
}

const chargedElsewhere = `
  select p.provider, o.plan_version_id
  from subscriptions s join orders o on o.user_id = s.user_id join payments p on p.order_id = o.id
  where s.id = ? and coalesce(o.subscription_id = s.id, s.number = 1) and o.plan_version_id is not null
    and p.paid_until > ? and p.state in ('succeeded', 'refunded_in_part', 'disputed')
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
