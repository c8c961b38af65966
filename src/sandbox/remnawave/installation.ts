import type { Device, RemnawaveState, Squad, User } from './state.js';
import { defaultInbound } from './state.js';
import { Users } from './users.js';

/** What the panel tells the world: which event, about which account. */
export type Emit = (scope: 'user' | 'user_hwid_devices', event: string, data: unknown) => void;

/** The panel's data, its clock and its voice. */
export interface Installation {
  readonly users: Users;
  /** By the account's id, newest first. */
  readonly devices: Map<number, Device[]>;
  readonly squads: Squad[];
  /** Where the connection links lead. */
  readonly publicUrl: string;
  now(): Date;
  emit: Emit;
}

export function install(state: RemnawaveState, publicUrl: string, now: () => Date, emit: Emit): Installation {
  const devices = new Map<number, Device[]>();
  for (const device of state.devices)
    devices.set(device.userId, [...(devices.get(device.userId) ?? []), device]);
  return { users: new Users(state.lastId, state.users), devices, squads: state.squads, publicUrl, now, emit };
}

/** An account as every answer and webhook shows it. */
export const userView = ({ squads, publicUrl }: Installation, user: User) => {
  const { squads: own, usedTrafficBytes, lifetimeUsedTrafficBytes, metadata: _, ...fields } = user;
  const used = usedTrafficBytes > 0 ? user.updatedAt : null;
  return {
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

export const devicesView = ({ devices }: Installation, userId: number) => {
  const own = devices.get(userId) ?? [];
  return { total: own.length, devices: own };
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
