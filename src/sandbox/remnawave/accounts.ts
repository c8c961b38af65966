import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { refuse } from './answers.js';
import { userView, type Installation } from './installation.js';
import type { CreateFields, UpdateFields } from './schemas.js';
import type { User } from './state.js';

const secret = (length: number): string => randomBytes(length).toString('base64url').slice(0, length);

const tell = (panel: Installation, event: string, user: User): void =>
  panel.emit('user', `user.${event}`, userView(panel, user));

/** Where the panel cannot keep what it was given, its database complains, which it reports as a fault of its own. */
function storable(panel: Installation, given: Partial<Pick<CreateFields, StorageFields>>): boolean {
  const known = (given.activeInternalSquads ?? []).every((id) =>
    panel.squads.some(({ uuid }) => uuid === id),
  );
  return known && !given.externalSquadUuid && isWhole(given.telegramId) && isWhole(given.trafficLimitBytes);
}
type StorageFields = 'activeInternalSquads' | 'externalSquadUuid' | 'telegramId' | 'trafficLimitBytes';
const isWhole = (value: number | null | undefined): boolean => Number.isInteger(value ?? 0);

export function createUser(panel: Installation, given: CreateFields): User {
  if (panel.users.byName(given.username)) refuse('usernameTaken');
  if (given.shortUuid !== undefined && panel.users.byShortUuid(given.shortUuid)) refuse('shortUuidTaken');
  if (!storable(panel, given)) refuse('createFailed');

  const at = panel.now().toISOString();
  const user = panel.users.add({
    shortUuid: given.shortUuid ?? secret(16),
    username: given.username,
    status: given.status ?? 'ACTIVE',
    trafficLimitBytes: given.trafficLimitBytes ?? 0,
    trafficLimitStrategy: given.trafficLimitStrategy ?? 'NO_RESET',
    expireAt: given.expireAt.toISOString(),
    telegramId: given.telegramId ?? null,
    email: given.email ?? null,
    description: given.description ?? null,
    tag: given.tag ?? null,
    hwidDeviceLimit: given.hwidDeviceLimit ?? null,
    externalSquadUuid: null,
    trojanPassword: given.trojanPassword ?? secret(32),
    vlessUuid: given.vlessUuid ?? randomUUID(),
    ssPassword: given.ssPassword ?? secret(32),
    subRevokedAt: null,
    lastTrafficResetAt: null,
    createdAt: at,
    updatedAt: at,
    squads: given.activeInternalSquads ?? [],
    usedTrafficBytes: 0,
    lifetimeUsedTrafficBytes: 0,
  });
  tell(panel, 'created', user);
  return user;
}

/** The id wins over the username without a word, and a change of nothing is told as a change. */
export function updateUser(panel: Installation, given: UpdateFields): User {
  const { id, username = '', status, expireAt, activeInternalSquads, externalSquadUuid: _, ...rest } = given;
  const user =
    (id === undefined ? panel.users.byName(username) : panel.users.byId(id)) ?? refuse('userMissing');
  if (!storable(panel, given)) refuse('updateFailed');

  const raised = rest.trafficLimitBytes === 0 || (rest.trafficLimitBytes ?? 0) > user.usedTrafficBytes;
  if (user.status === 'LIMITED' && raised) user.status = 'ACTIVE';
  if (user.status === 'EXPIRED' && expireAt && !status) user.status = 'ACTIVE';
  if (status === 'ACTIVE' || (status === 'DISABLED' && user.status === 'ACTIVE')) user.status = status;
  Object.assign(user, Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)));
  if (expireAt) user.expireAt = expireAt.toISOString();
  if (activeInternalSquads) user.squads = activeInternalSquads;
  return touched(panel, user, 'modified');
}

/** From any other status, an expired account too: the watch expires it again. */
export function enableUser(panel: Installation, user: User): User {
  if (user.status === 'ACTIVE') refuse('alreadyEnabled');
  user.status = 'ACTIVE';
  return touched(panel, user, 'enabled');
}

export function disableUser(panel: Installation, user: User): User {
  if (user.status === 'DISABLED') refuse('alreadyDisabled');
  user.status = 'DISABLED';
  return touched(panel, user, 'disabled');
}

/** The secrets change in any case; the link, unless only they were asked for. */
export function revokeUser(panel: Installation, user: User, shortUuid: string | null): User {
  const holder = shortUuid === null ? undefined : panel.users.byShortUuid(shortUuid);
  if (holder && holder !== user) refuse('shortUuidTaken');
  if (shortUuid !== null) panel.users.rename(user, shortUuid);
  user.trojanPassword = secret(32);
  user.vlessUuid = randomUUID();
  user.ssPassword = secret(32);
  user.subRevokedAt = panel.now().toISOString();
  return touched(panel, user, 'revoked');
}

export const freshShortUuid = (): string => secret(16);

export function resetTraffic(panel: Installation, user: User): User {
  if (user.status === 'LIMITED') user.status = 'ACTIVE';
  user.usedTrafficBytes = 0;
  user.lastTrafficResetAt = panel.now().toISOString();
  return touched(panel, user, 'traffic_reset');
}

/** Reads, adds, writes: two at once are one. Half a day is a whole one. */
export async function extendUser(panel: Installation, user: User, days: number): Promise<User> {
  const end = new Date(Math.max(panel.now().getTime(), Date.parse(user.expireAt)));
  await setTimeout(5);
  end.setUTCDate(end.getUTCDate() + Math.round(days));
  user.expireAt = end.toISOString();
  if (user.status === 'EXPIRED') user.status = 'ACTIVE';
  return touched(panel, user, 'modified');
}

export function deleteUser(panel: Installation, user: User): void {
  panel.users.remove(user);
  panel.devices.delete(user.id);
  tell(panel, 'deleted', user);
}

/** What nodes would report: of today, unless it is told by day. */
export function useTraffic(
  panel: Installation,
  user: User,
  usedTrafficBytes: number,
  byDay?: Readonly<Record<string, number>>,
): User {
  const more = Math.max(0, usedTrafficBytes - user.usedTrafficBytes);
  const today = panel.now().toISOString().slice(0, 10);
  user.daily = { ...user.daily, ...(byDay ?? { [today]: (user.daily?.[today] ?? 0) + more }) };
  user.lifetimeUsedTrafficBytes += more;
  user.usedTrafficBytes = usedTrafficBytes;
  user.updatedAt = panel.now().toISOString();
  const spent = user.trafficLimitBytes > 0 && usedTrafficBytes >= user.trafficLimitBytes;
  if (user.status !== 'ACTIVE' || !spent) return user;
  user.status = 'LIMITED';
  return touched(panel, user, 'limited');
}

/** The panel's own watch over ends that have passed. */
export function expireUsers(panel: Installation): void {
  const now = panel.now().toISOString();
  for (const user of panel.users.all()) {
    if (user.expireAt > now || (user.status !== 'ACTIVE' && user.status !== 'LIMITED')) continue;
    user.status = 'EXPIRED';
    touched(panel, user, 'expired');
  }
}

function touched(panel: Installation, user: User, event: string): User {
  user.updatedAt = panel.now().toISOString();
  tell(panel, event, user);
  return user;
}
