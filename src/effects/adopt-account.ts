import { Later, Never } from '../domain/errors.js';
import type { Account } from '../panels/panel.js';
import { appendGrant } from './append-grant.js';
import type { Converging } from './converge.js';
import { dayMs } from '../domain/term.js';

/**
 * An account that the same person had from an older shop: its remaining time is granted to the subscription first, so
 * that taking it over never shortens its end. A disabled one stays for a person to look at. Throws {Later}: the new
 * grant is another revision, and the run begins again with it.
 *
 * @throws {Never} for a disabled account
 */
export async function adopt(
  { db, subscription, panelId, limits, at, log }: Converging,
  found: Account,
): Promise<void> {
  if (found.state === 'disabled') {
    throw new Never(
      'panel.disabled_account',
      `account ${found.ref} of an older shop is disabled: a person decides`,
    );
  }
  const days = Math.max(0, Math.ceil((found.expiresAt.getTime() - at.getTime()) / dayMs));
  const { id: subscriptionId, userId, planVersionId } = subscription;
  const extraDevices = moreDevices(found.deviceLimit, limits.deviceLimit);
  const extraTrafficBytes = moreTraffic(found.trafficLimitBytes, limits.trafficLimitBytes);
  const sourceId = `panel:${panelId}:${found.ref}`;
  const given = await db.transaction((trx) =>
    appendGrant(
      db,
      trx,
      { userId, subscriptionId },
      { source: 'import', sourceId, days, planVersionId, extraDevices, extraTrafficBytes },
      at,
    ),
  );
  if (!given) return;
  log.warn(
    { subscription: String(subscriptionId), account: found.ref, days },
    'an account of an older shop is taken over',
  );
  throw new Later(`account ${found.ref} was taken over; it is brought up to date next`, 100);
}

/** 0 is unlimited, on either side; null is the panel's own setting, which nobody promised them. */
function moreDevices(theirs: number | null, ours: number | null): number {
  if (!ours || theirs === null) return 0;
  if (theirs === 0) return 1_000;
  return Math.max(0, theirs - ours);
}

/** 0 is unlimited, on either side. A pebibyte is as good as unlimited. */
function moreTraffic(theirs: bigint, ours: bigint): bigint {
  if (ours === 0n) return 0n;
  if (theirs === 0n) return 1n << 50n;
  return theirs > ours ? theirs - ours : 0n;
}
