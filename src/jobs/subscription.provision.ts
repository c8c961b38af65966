import { randomUUID } from 'node:crypto';
import { deadline } from '../deadline.js';
import { callMs, slackMs } from '../domain/deadline.js';
import type { Subscription } from '../db/models/subscription.js';
import { Later, Never, refused } from '../domain/errors.js';
import { converge, type Converging } from '../effects/converge.js';
import { tell } from '../effects/tell.js';
import type { Account } from '../panels/panel.js';
import type { CallOptions } from '../http.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';

const leaseMs = callMs.panel + slackMs;
/** Calls that follow at once share a lease and its deadline. */
const freshMs = 1_000;

/**
 * Makes the VPN panel equal to what we owe. The subject is the subscription's id.
 *
 * Safe to repeat: the panel is told the whole desired state, by one caller at a time, and the person hears of a
 * grant once.
 */
const provisionSubscription = defineJob({
  name: 'subscription.provision',
  queue: 'provisioning',
  reschedule: true,

  async run(subject, scope) {
    while (!(await once(BigInt(subject), scope))); // it moved while we told the panel: tell it again
  },
});

export default provisionSubscription;

/** One round, in its turn. Answers whether the panel then held the newest revision. */
async function once(id: bigint, scope: Scope): Promise<boolean> {
  const { db, signal } = scope;
  const token = randomUUID();
  let leasedAt = performance.now();
  const desired = await db.subscriptions.takeTurn(id, token, leaseMs);
  if (!desired) throw new Later(`it is another's turn to provision subscription ${id}`, leaseMs / 4);

  let called = false;
  const next = async (): Promise<CallOptions> => {
    const askedAt = performance.now();
    if (askedAt - leasedAt > freshMs) {
      if (!(await db.subscriptions.keepTurn(id, token, leaseMs)))
        throw new Later(`the turn to provision subscription ${id} ran out`, 1_000);
      leasedAt = askedAt;
    }
    called = true;
    const leftMs = Math.max(1, Math.floor(leasedAt + callMs.panel - performance.now()));
    return { signal: deadline(leftMs, signal), subject: `subscription:${id}` };
  };
  try {
    const aim = await target(desired, scope);
    const account = await converge(aim, next);
    return await record({ ...aim, token }, account, scope);
  } catch (error) {
    const { subscriptions } = db;
    const ours = await (refused(error)
      ? subscriptions.giveTurnBack(id, token)
      : subscriptions.forgetApplied(id, token));
    if (!ours && called) await doubt(id, scope);
    throw error;
  }
}

/** What we called came perhaps after the call of whoever has had the turn since: their revision is told once more. */
const doubt = (id: bigint, { db }: Scope): Promise<void> =>
  db.transaction(async (trx) => {
    await db.subscriptions.doubt(trx, id);
    await promise(trx, provisionSubscription, id);
  });

async function target(subscription: Subscription, { db, panels, log }: Scope): Promise<Converging> {
  const { id } = subscription;
  const aim = await db.aimOf(subscription);
  if (!aim) throw new Never('subscription.no_plan', `subscription ${id} was never given a plan`);
  const { kind, ...rest } = aim;
  const panel = panels.get(kind);
  if (!panel)
    throw new Never('panel.not_configured', `the panel "${kind}" of subscription ${id} is not configured`);
  return { db, panel, subscription, ...rest, at: takenAt(subscription), log };
}

/** By the clock of the database, which says when extras and terms end and wakes us then; ours may be behind it. */
const takenAt = ({ turnUntil }: Subscription): Date => new Date(turnUntil!.getTime() - leaseMs);

async function record(
  { db, subscription: desired, panelId, isBanned, token }: Converging & { readonly token: string },
  held: Account | null,
  { now, meter }: Scope,
): Promise<boolean> {
  const { id, revision, userId, lastGrantId } = desired;
  const { isNewest, untold } = await db.transaction(async (trx) => {
    const ended = await db.subscriptions.endTurn(trx, desired, token, {
      revision,
      toldGrantId: isBanned ? desired.toldGrantId : lastGrantId, // they hear of it when they are back
      panelId: held ? panelId : desired.panelId,
      panelAccount: held?.ref ?? desired.panelAccount,
      link: held?.link ?? desired.link,
      trafficUsedBytes: held?.trafficUsedBytes ?? desired.trafficUsedBytes,
    });
    if (!ended) throw new Later(`the turn to provision subscription ${id} ran out`, 1_000);
    // After a ban it may have passed unheard.
    const tells = held !== null && !isBanned && desired.isActive(now()) && ended.told < lastGrantId;
    const grants = tells ? await db.grants.untold(trx, id, ended.told, lastGrantId) : [];
    for (const grant of grants) {
      const screen = `ready:${grant.id}`;
      await tell(db, trx, { userId, reason: screen, screen, replaces: `waiting:${id}`, lane: 0 });
    }
    return { isNewest: ended.revision === revision, untold: grants };
  });
  for (const { receivedAt } of untold) {
    if (receivedAt) meter.provisioned(now().getTime() - receivedAt.getTime());
  }
  return isNewest;
}
