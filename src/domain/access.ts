export const trafficStrategies = ['NO_RESET', 'DAY', 'WEEK', 'MONTH', 'MONTH_ROLLING'] as const;
export type TrafficStrategy = (typeof trafficStrategies)[number];

/** What a panel shall hold for one subscription, as absolute values: applying it twice is applying it once. */
export interface Access {
  /** Our stable name for the account on any panel: 3 to 36 letters, digits, "_" and "-". */
  readonly name: string;
  /** Written into the account's description: how we know an account that we made. */
  readonly marker: string;
  readonly telegramId: bigint | null;
  /** False once the end has passed: panels refuse a past date. */
  readonly enabled: boolean;
  /** Null when nothing was ever granted. */
  readonly expiresAt: Date | null;
  /** 0 is unlimited. */
  readonly trafficLimitBytes: bigint;
  readonly trafficStrategy: TrafficStrategy;
  /** 0 is unlimited; null leaves it to the panel's own setting. */
  readonly deviceLimit: number | null;
  readonly squads: readonly string[];
  readonly externalSquad: string | null;
}
