import type { Entitlement } from './grants.js';

export const trafficStrategies = ['NO_RESET', 'DAY', 'WEEK', 'MONTH', 'MONTH_ROLLING'] as const;
export type TrafficStrategy = (typeof trafficStrategies)[number];

/** The limits of a plan version, as the panel understands them. */
export interface PlanLimits {
  /** 0 is unlimited. */
  readonly trafficLimitBytes: bigint;
  readonly trafficStrategy: TrafficStrategy;
  /** 0 is unlimited; null leaves it to the panel's own setting. */
  readonly deviceLimit: number | null;
  readonly squads: readonly string[];
  readonly externalSquad: string | null;
}

/** What a panel shall hold for one subscription, as absolute values: applying it twice is applying it once. */
export interface Access extends PlanLimits {
  /** Our stable name for the account on any panel: 3 to 36 letters, digits, "_" and "-". */
  readonly name: string;
  /** Written into the account's description: how we know an account that we made. */
  readonly marker: string;
  readonly telegramId: bigint | null;
  /** False once the end has passed, since panels refuse a past date, and while its person is banned. */
  readonly enabled: boolean;
  /** Null when nothing was ever granted. */
  readonly expiresAt: Date | null;
}

export interface Holder {
  readonly telegramId: bigint | null;
  readonly subscriptionId: bigint;
  /** Which of the person's subscriptions: 1 is the first. */
  readonly number: number;
  /** Banned by an operator: nothing of theirs works, and nothing of it is lost. */
  readonly isBanned?: boolean;
}

/** What an entitlement means at the moment `now`: a term that has passed is disabled, extras lapse with theirs. */
export function accessAt(
  holder: Holder,
  { end, extras }: Entitlement,
  limits: PlanLimits,
  now: Date,
): Access {
  const held = extras.filter(({ until }) => until > now);
  const devices = held.reduce((sum, extra) => sum + extra.devices, 0);
  const traffic = held.reduce((sum, extra) => sum + extra.trafficBytes, 0n);
  return {
    ...limits,
    name: accountName(holder),
    marker: `2getpro:${holder.subscriptionId}`,
    telegramId: holder.telegramId,
    enabled: end !== null && end > now && !holder.isBanned,
    expiresAt: end,
    // Unlimited stays unlimited, whatever is bought on top.
    trafficLimitBytes: limits.trafficLimitBytes === 0n ? 0n : limits.trafficLimitBytes + traffic,
    deviceLimit: limits.deviceLimit ? limits.deviceLimit + devices : limits.deviceLimit,
  };
}

/** The first generation's name for a person's first account, so that it is found again. */
const accountName = ({ telegramId, subscriptionId, number }: Holder): string =>
  telegramId === null ? `sub_${subscriptionId}` : `tg_${telegramId}${number === 1 ? '' : `_${number}`}`;
