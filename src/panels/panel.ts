import type { z } from 'zod';
import type { Access } from '../domain/access.js';
import type { ToldDevice } from '../domain/device.js';
import type { DayUsage } from '../domain/usage.js';
import type { CallOptions, Http } from '../http.js';
import type { Delivery as Webhook } from '../webhook.js';

/** A panel's account, as the panel holds it now. */
export interface Account {
  /** The panel's own id of it. */
  readonly ref: string;
  readonly name: string;
  /** The marker that we wrote, or null when somebody else made it. */
  readonly marker: string | null;
  /** What an operator wrote beside it; ours to keep. */
  readonly note: string;
  readonly telegramId: bigint | null;
  /** What the panel derives itself (limited, expired) is never pushed to it. */
  readonly state: 'active' | 'disabled' | 'limited' | 'expired';
  readonly expiresAt: Date;
  /** 0 is unlimited. */
  readonly trafficLimitBytes: bigint;
  readonly trafficUsedBytes: bigint;
  /** Since when that is counted; null where the panel does not say. */
  readonly countedSince: Date | null;
  /** 0 is unlimited; null is the panel's own setting. */
  readonly deviceLimit: number | null;
  readonly squads: readonly string[];
  /** The connection link. It is a secret. */
  readonly link: string;
}

/** Whose account it is and what is written on it, as it was read last. */
export type Described = Pick<Account, 'ref' | 'marker' | 'note'>;

export interface PanelEvent {
  /** What makes a redelivery the same event. */
  readonly id: string;
  readonly name: string;
  /** The account's own id, where the event concerns one. */
  readonly ref: string | null;
}

/** Its address says nothing: the signature does. */
export type Delivery = Pick<Webhook, 'raw' | 'headers'>;

/**
 * A VPN panel, reduced to what selling needs. Values are absolute; nothing here adds to what is there.
 *
 * Every call throws {AccountMissing} when the account is not there, {UpstreamFailed} when its effect is unknown,
 * {UpstreamRejected} when the panel refused and did nothing.
 */
export interface Panel {
  find(name: string, call: CallOptions): Promise<Account | null>;
  get(ref: string, call: CallOptions): Promise<Account>;
  /** @throws {AccountExists} when the name is taken: read it with `find` */
  create(access: Access, call: CallOptions): Promise<Account>;
  /**
   * Makes limits, end, squads and marker those of `access`, beneath the note that the account has; leaves enabled and
   * disabled to the next two.
   */
  update(account: Described, access: Access, call: CallOptions): Promise<Account>;
  /** Enabling the enabled and disabling the disabled is no error. */
  enable(ref: string, call: CallOptions): Promise<Account>;
  disable(ref: string, call: CallOptions): Promise<Account>;
  /**
   * The old link dies; the account's answer holds the new one. `key`, 16 to 48 letters and digits that nobody can guess,
   * is what it is made of: a repeat with the same key changes nothing more.
   */
  revokeLink(ref: string, key: string, call: CallOptions): Promise<Account>;
  resetTraffic(ref: string, call: CallOptions): Promise<Account>;
  devices(ref: string, call: CallOptions): Promise<readonly ToldDevice[]>;
  /** What it moved on each of these UTC days, oldest first; one that is gone may have moved nothing. */
  usage(
    ref: string,
    range: { readonly from: string; readonly to: string },
    call: CallOptions,
  ): Promise<readonly DayUsage[]>;
  removeDevice(ref: string, id: string, call: CallOptions): Promise<void>;
  /**
   * Those of these squads that the panel does not have: an unknown one makes it answer like one that is down. What it
   * has is believed for a minute.
   */
  lacking(squads: readonly string[], call: CallOptions): Promise<readonly string[]>;
  /** Its version; throws when it cannot serve us. */
  health(call: CallOptions): Promise<{ version: string }>;
  /** Throws {InvalidSignature} unless the panel signed the raw bytes. */
  verify(delivery: Delivery): void;
  /** What a verified body says; null for events that we do not keep. */
  read(raw: Buffer, headers: Delivery['headers']): PanelEvent | null;
}

export interface PanelDefinition<Settings extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** Its own environment variables. */
  readonly settings: Settings;
  /** Null when it is not configured. */
  create(settings: z.output<Settings>, http: Http): Panel | null;
}

export const definePanel = <Settings extends z.ZodObject>(
  panel: PanelDefinition<Settings>,
): PanelDefinition<Settings> => panel;
