import type { PlanLimits } from './access.js';

export const addonKinds = ['devices', 'traffic'] as const;
export type AddonKind = (typeof addonKinds)[number];

/** Something on top of a plan, until the end of the term in which it is bought. */
export interface Addon {
  readonly kind: AddonKind;
  /** Devices, or bytes. */
  readonly amount: bigint;
}

/** Nobody buys more of what is unlimited, or is the panel's own setting. */
export const isOfUse = ({ kind }: Addon, { deviceLimit, trafficLimitBytes }: PlanLimits): boolean =>
  kind === 'devices' ? (deviceLimit ?? 0) > 0 : trafficLimitBytes > 0n;
