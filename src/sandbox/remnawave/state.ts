/** One account as the panel keeps it; all of the state is JSON. */
export interface User {
  readonly id: number;
  shortUuid: string;
  readonly username: string;
  status: 'ACTIVE' | 'DISABLED' | 'LIMITED' | 'EXPIRED';
  trafficLimitBytes: number;
  trafficLimitStrategy: string;
  expireAt: string;
  telegramId: number | null;
  email: string | null;
  description: string | null;
  tag: string | null;
  hwidDeviceLimit: number | null;
  externalSquadUuid: string | null;
  trojanPassword: string;
  vlessUuid: string;
  ssPassword: string;
  subRevokedAt: string | null;
  lastTrafficResetAt: string | null;
  readonly createdAt: string;
  updatedAt: string;
  squads: readonly string[];
  usedTrafficBytes: number;
  lifetimeUsedTrafficBytes: number;
  /** Bytes by UTC day, as nodes reported them; resetting the counter leaves them. */
  daily?: Record<string, number>;
  metadata?: unknown;
}

export interface Device {
  readonly hwid: string;
  readonly userId: number;
  platform: string | null;
  osVersion: string | null;
  deviceModel: string | null;
  userAgent: string | null;
  requestIp: string | null;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Squad {
  readonly uuid: string;
  readonly viewPosition: number;
  readonly name: string;
  readonly inbounds: readonly string[];
  readonly createdAt: string;
}

export interface WebhookTarget {
  readonly url: string;
  /** Letters and digits, 32 or more on a real panel. */
  readonly secret: string;
  /** Holds each answer back until its webhook was answered, which a real panel does by chance in half of the calls. */
  readonly beforeAnswer?: boolean;
}

/** What a token may do; a deleted one is known by its signature only. */
export type Grant = 'all' | 'read' | 'deleted' | 'admin';

export interface RemnawaveState {
  /** Absent: the newest. */
  version?: string;
  lastId: number;
  users: User[];
  devices: Device[];
  squads: Squad[];
  webhook: WebhookTarget | null;
}

export const defaultSquad = '2b10a1b3-8c32-4d05-bc16-e925bdd053c8';

/** A panel right after its installation: one squad with one inbound. */
export const freshState = (at: Date): RemnawaveState => ({
  lastId: 1,
  users: [],
  devices: [],
  squads: [
    {
      uuid: defaultSquad,
      viewPosition: 1,
      name: 'Default-Squad',
      inbounds: [defaultInbound.uuid],
      createdAt: at.toISOString(),
    },
  ],
  webhook: null,
});

export const defaultInbound = {
  uuid: '6d646efb-04eb-4b71-938e-e4bbf324c2b2',
  profileUuid: '00000000-0000-0000-0000-000000000000',
  tag: 'Shadowsocks',
  type: 'shadowsocks',
  network: null,
  security: null,
  port: 1234,
  rawInbound: {
    tag: 'Shadowsocks',
    port: 1234,
    protocol: 'shadowsocks',
    settings: { method: 'chacha20-ietf-poly1305', clients: [], network: 'tcp,udp' },
    sniffing: { enabled: true, destOverride: ['http', 'tls', 'quic'] },
  },
};
