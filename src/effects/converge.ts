import type { Logger } from 'pino';
import type { Db } from '../db/db.js';
import type { Subscription } from '../db/models/subscription.js';
import { accessAt, type Access, type PlanLimits } from '../domain/access.js';
import { AccountExists, AccountMissing, Never } from '../domain/errors.js';
import type { Account, Panel } from '../panels/panel.js';
import type { CallOptions } from '../http.js';
import { adopt } from './adopt-account.js';

export interface Converging {
  readonly db: Db;
  readonly panel: Panel;
  readonly panelId: bigint;
  readonly subscription: Subscription;
  readonly telegramId: bigint | null;
  readonly isBanned: boolean;
  readonly limits: PlanLimits;
  /** When the turn was taken: the moment for which it is decided what is owed. */
  readonly at: Date;
  readonly log: Logger;
}

/**
 * Sees that the turn outlasts one more call, and answers what the call is made with. Throws when the turn is no longer
 * ours.
 */
export type Turn = () => Promise<CallOptions>;

/** `told`: it holds this revision already. */
type Told = Account & { readonly told?: true };

/**
 * Brings the panel's account to what the subscription is owed, and answers what the panel then holds; null where nothing
 * was ever owed and nothing is there. One call in the usual case: while nothing is unknown, the account is told or made
 * unread. The panel itself refuses a second one of its name, so that a retry never makes one.
 */
export async function converge(target: Converging, turn: Turn): Promise<Account | null> {
  const account = await bring(target, turn);
  return account && recount(target, account, turn);
}

async function bring(target: Converging, turn: Turn): Promise<Account | null> {
  const access = desired(target);
  const found = await tellOrLocate(target, access, turn);
  if (!found) return access.enabled ? create(target, access, turn) : null;
  // The account that we know by its id is ours, whatever an operator wrote on it.
  if (found.ref !== target.subscription.panelAccount) await mine(target, access, found);
  return equalise(target, access, found, turn);
}

/** A purchase that begins the count anew does so once, also when the answer to that was lost. */
async function recount(
  { panel, subscription: { countedFrom, countedGrantId, recountedGrantId } }: Converging,
  account: Account,
  turn: Turn,
): Promise<Account> {
  if (countedFrom === null || countedGrantId === recountedGrantId || account.trafficUsedBytes === 0n)
    return account;
  if (account.countedSince !== null && account.countedSince >= countedFrom) return account;
  return panel.resetTraffic(account.ref, await turn());
}

function desired({ subscription, telegramId, isBanned, limits, at }: Converging): Access {
  const { id: subscriptionId, number, owed } = subscription;
  return accessAt({ telegramId, subscriptionId, number, isBanned }, owed, limits, at);
}

/** The account as it then is; null where there is none, or where the next call may find out by making it. */
async function tellOrLocate(target: Converging, access: Access, turn: Turn): Promise<Told | null> {
  const { panel, subscription } = target;
  const { panelAccount: ref, appliedRevision, revision } = subscription;
  const isKnown = appliedRevision !== null && appliedRevision !== revision && access.enabled;
  if (ref === null) return isKnown ? null : panel.find(access.name, await turn());
  try {
    if (!isKnown) return await panel.get(ref, await turn());
    await squadsExist(panel, access, turn);
    return {
      ...(await panel.update({ ref, marker: access.marker, note: '' }, access, await turn())),
      told: true,
    };
  } catch (error) {
    if (!(error instanceof AccountMissing)) throw error;
    return panel.find(access.name, await turn()); // deleted on the panel, perhaps made anew by hand
  }
}

async function create(target: Converging, access: Access, turn: Turn): Promise<Account> {
  const { panel } = target;
  await squadsExist(panel, access, turn);
  try {
    return await panel.create(access, await turn());
  } catch (error) {
    if (!(error instanceof AccountExists)) throw error;
    const found = await panel.find(access.name, await turn());
    if (!found) throw error;
    await mine(target, access, found);
    return equalise(target, access, found, turn);
  }
}

/**
 * An account that we did not make is another's, or the same person's from an older shop: then it is adopted first. Once
 * the subscription had an account, one of the same person stands in for it and adds nothing.
 */
async function mine(target: Converging, access: Access, found: Account): Promise<void> {
  if (found.marker === access.marker) return;
  const samePerson =
    found.marker === null && (found.telegramId === null || found.telegramId === access.telegramId);
  if (!samePerson) {
    throw new Never('panel.foreign_account', `the panel's account ${found.ref} belongs to somebody else`);
  }
  if (target.subscription.panelAccount === null) await adopt(target, found);
}

async function equalise(
  { panel, subscription, at }: Converging,
  access: Access,
  found: Told,
  turn: Turn,
): Promise<Account> {
  let account: Account = found;
  // What an account does not show (strategy, external squad) is told with each revision.
  const owed = !found.told && subscription.appliedRevision !== subscription.revision;
  if (access.enabled && (owed || !equal(account, access))) {
    await squadsExist(panel, access, turn);
    account = await panel.update(account, access, await turn());
  }
  // What the panel derives itself (limited, expired) is never pushed to it.
  const overByItself = account.state === 'expired' || account.expiresAt <= at;
  const wrong = access.enabled ? account.state === 'disabled' : account.state !== 'disabled' && !overByItself;
  if (!wrong) return account;
  return access.enabled ? panel.enable(account.ref, await turn()) : panel.disable(account.ref, await turn());
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.toSorted().join() === b.toSorted().join();

function equal(account: Account, access: Access): boolean {
  return (
    account.marker === access.marker &&
    account.telegramId === access.telegramId &&
    Math.abs(account.expiresAt.getTime() - (access.expiresAt?.getTime() ?? 0)) < 1_000 &&
    account.trafficLimitBytes === access.trafficLimitBytes &&
    account.deviceLimit === access.deviceLimit &&
    sameSet(account.squads, access.squads)
  );
}

/** A panel answers an unknown squad as if it were down: compared first, a typing error is not retried for hours. */
async function squadsExist(panel: Panel, { squads }: Access, turn: Turn): Promise<void> {
  if (squads.length === 0) return;
  const missing = await panel.lacking(squads, await turn());
  if (missing.length > 0)
    throw new Never('panel.unknown_squad', `the panel has no squad ${missing.join(', ')}`);
}
