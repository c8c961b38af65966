import type { Access } from '../domain/access.js';
import { AccountMissing } from '../domain/errors.js';
import { hideLinksLike } from '../scrub.js';
import type { Account, Described } from './panel.js';
import type { RemnawaveUser } from './remnawave-answers.js';

export function accountFrom(user: RemnawaveUser): Account {
  hideLinksLike(user.subscriptionUrl); // wherever it may turn up from now on
  return {
    ref: String(user.id), // in 2.x too, where the panel itself goes by the uuid
    name: user.username,
    marker: markerIn(user.description ?? ''),
    note: noteIn(user.description ?? ''),
    telegramId: typeof user.telegramId === 'number' ? BigInt(user.telegramId) : null,
    state: states[user.status],
    expiresAt: user.expireAt,
    trafficLimitBytes: bytes(user.trafficLimitBytes),
    trafficUsedBytes: bytes(user.userTraffic.usedTrafficBytes),
    countedSince: user.lastTrafficResetAt ?? user.createdAt ?? null,
    deviceLimit: user.hwidDeviceLimit ?? null,
    squads: user.activeInternalSquads.map(({ uuid }) => uuid),
    link: user.subscriptionUrl,
  };
}

/**
 * The account's number. A uuid is a reference of 2.x that somebody else kept, and no panel of 3.x can tell whose it was.
 *
 * @throws {AccountMissing} for anything else, so that the account is looked for by its name
 */
export function numberIn(ref: string): string {
  if (/^[1-9]\d*$/.test(ref)) return ref;
  throw new AccountMissing(`"${ref}" is no number of an account`);
}

const states = { ACTIVE: 'active', DISABLED: 'disabled', LIMITED: 'limited', EXPIRED: 'expired' } as const;

/** Ours is the last line; whatever an operator wrote above it is theirs. */
function markerIn(description: string): string | null {
  const last = description.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return isMarker.test(last) ? last : null;
}

const isMarker = /^2getpro:\S+$/;

const noteIn = (description: string): string =>
  description
    .split('\n')
    .filter((line) => !isMarker.test(line.trim()))
    .join('\n')
    .trimEnd();

/**
 * The panel accepts a past end when it creates and expires the account within half a minute, so a past end here
 * is a fault of ours. It takes no null for the device limit yet.
 *
 * @throws {RangeError} when the end is not in the future
 */
export function createBody(access: Access, now: number) {
  if (!isFuture(access.expiresAt, now)) throw new RangeError('an account is created with a future end');
  return {
    username: access.name,
    ...(access.enabled ? {} : { status: 'DISABLED' }),
    expireAt: access.expiresAt.toISOString(),
    ...limits(access),
    description: access.marker,
    ...(access.deviceLimit === null ? {} : { hwidDeviceLimit: access.deviceLimit }),
  };
}

/**
 * Absolute values, never the status. The panel refuses a past end, so that is left out: the account is disabled
 * or has expired by itself.
 */
export const updateBody = ({ marker, note }: Described, access: Access, now: number) => ({
  ...(isFuture(access.expiresAt, now) ? { expireAt: access.expiresAt.toISOString() } : {}),
  ...limits(access),
  ...(marker === access.marker ? {} : { description: [note, access.marker].filter(Boolean).join('\n') }),
  hwidDeviceLimit: access.deviceLimit,
});

const isFuture = (end: Date | null, now: number): end is Date => end !== null && end.getTime() > now;

const limits = (access: Access) => ({
  telegramId: access.telegramId === null ? null : exact(access.telegramId),
  trafficLimitBytes: exact(access.trafficLimitBytes),
  trafficLimitStrategy: access.trafficStrategy,
  activeInternalSquads: access.squads,
  externalSquadUuid: access.externalSquad,
});

/** JSON has no bigint and the panel rounds above 2^53 without a word. */
function exact(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('the panel cannot hold a number above 2^53');
  return number;
}

const bytes = (count: number): bigint => BigInt(Math.trunc(count));
