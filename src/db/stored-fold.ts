import type { Transaction } from 'objection';
import { nextChange, type Entitlement, type Extra } from '../domain/grants.js';
import { firstLookAt } from '../domain/renewal.js';
import type { Counting } from '../domain/traffic.js';
import { ask } from './ask.js';

export type StoredExtra = { devices: number; trafficBytes: string; until: string };

export const readExtras = (stored: readonly StoredExtra[]): Extra[] =>
  stored.map(({ devices, trafficBytes, until }) => ({
    devices,
    trafficBytes: BigInt(trafficBytes),
    until: new Date(until),
  }));

const store = `
  update subscriptions set paid_until = ?, plan_version_id = ?, extras = ?, last_grant_id = ?, next_change_at = ?,
    renew_at = case when renew_at is not null then coalesce(?, clock_timestamp()) end,
    counted_grant_id = ?, counted_from = ?, kept_traffic_bytes = ?, revision = revision + 1 where id = ?`;

/** What a subscription's grants come to. */
export interface Folded {
  readonly owed: Entitlement;
  readonly counting: Counting;
  readonly lastGrantId: bigint;
}

/** Stores a new fold and owes it to the panel. Answers when it next changes by itself. */
export async function storeFold(
  trx: Transaction,
  id: bigint,
  { owed, counting, lastGrantId }: Folded,
  now: Date,
): Promise<Date | null> {
  const nextChangeAt = nextChange(owed, now);
  const extras = owed.extras.map(({ devices, trafficBytes, until }): StoredExtra => ({
    devices,
    trafficBytes: String(trafficBytes),
    until: until.toISOString(),
  }));
  const { from, keptBytes } = counting;
  await ask(
    trx,
    store,
    owed.end,
    owed.planVersionId,
    JSON.stringify(extras),
    lastGrantId,
    nextChangeAt,
    owed.end && firstLookAt(owed.end),
    from?.id ?? null,
    from?.grantedAt ?? null,
    keptBytes,
    id,
  );
  return nextChangeAt;
}
