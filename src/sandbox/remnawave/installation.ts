import type { Device, RemnawaveState, Squad, User } from './state.js';
import { defaultInbound } from './state.js';
import { Users } from './users.js';
import { generationOf, uuidOf } from './version.js';

/** What the panel tells the world: which event, about which account. */
export type Emit = (scope: 'user' | 'user_hwid_devices', event: string, data: unknown) => void;

/** The panel's data, its clock and its voice. */
export interface Installation {
  /** Changes when the panel is upgraded; everything that it holds stays. */
  version: string;
  readonly users: Users;
  /** By the account's id, newest first. */
  readonly devices: Map<number, Device[]>;
  readonly squads: Squad[];
  /** Where the connection links lead. */
  readonly publicUrl: string;
  now(): Date;
  emit: Emit;
}

export function install(
  state: RemnawaveState,
  version: string,
  publicUrl: string,
  now: () => Date,
  emit: Emit,
): Installation {
  const devices = new Map<number, Device[]>();
  for (const device of state.devices)
    devices.set(device.userId, [...(devices.get(device.userId) ?? []), device]);
  const users = new Users(state.lastId, state.users);
  return { version, users, devices, squads: state.squads, publicUrl, now, emit };
}

/** An account as every answer and webhook shows it. */
export const userView = (panel: Installation, user: User) => {
  const { squads, publicUrl } = panel;
  const {
    squads: own,
    usedTrafficBytes,
    lifetimeUsedTrafficBytes,
    metadata: _,
    daily: _days,
    ...fields
  } = user;
  const used = usedTrafficBytes > 0 ? user.updatedAt : null;
  return {
    ...(generationOf(panel) === 2 ? { uuid: uuidOf(user.id) } : {}),
    ...fields,
    lastTriggeredThreshold: 0,
    subscriptionUrl: `${publicUrl}/sub/${user.shortUuid}`,
    activeInternalSquads: squads
      .filter(({ uuid }) => own.includes(uuid))
      .map(({ uuid, name }) => ({ uuid, name })),
    userTraffic: {
      usedTrafficBytes,
      lifetimeUsedTrafficBytes,
      onlineAt: used,
      lastConnectedNodeUuid: null,
      firstConnectedAt: used,
    },
  };
};

export function deviceView(panel: Installation, device: Device): object {
  if (generationOf(panel) === 3) return device;
  const { userId, requestIp: _, ...fields } = device;
  return { ...fields, userUuid: uuidOf(userId) };
}

export const devicesView = (panel: Installation, userId: number) => {
  const own = panel.devices.get(userId) ?? [];
  return { total: own.length, devices: own.map((device) => deviceView(panel, device)) };
};

export const squadView = ({ users }: Installation, squad: Squad) => {
  let membersCount = 0;
  for (const { squads } of users.all()) if (squads.includes(squad.uuid)) membersCount += 1;
  return {
    uuid: squad.uuid,
    viewPosition: squad.viewPosition,
    name: squad.name,
    info: { membersCount, inboundsCount: squad.inbounds.length },
    inbounds: squad.inbounds.map(() => defaultInbound),
    createdAt: squad.createdAt,
    updatedAt: squad.createdAt,
  };
};
