import type { Renewing } from './renewal.js';

/** What is in the way, and mostly for its person to mend. */
export const renewalTroubles = ['refunding', 'disputed', 'price', 'plan', 'source', 'short'] as const;
export type RenewalTrouble = (typeof renewalTroubles)[number];

/** Nothing is charged while it lasts, whatever comes. Where the balance is too small, money may still come in time. */
export const isBarred = (why: RenewalTrouble | null): why is Exclude<RenewalTrouble, 'short'> =>
  why !== null && why !== 'short';

/**
 * What is in the way of the next charge, however far off that is. Who has their bank dispute a payment wants no further
 * one, unless they agreed to it since.
 */
export function troubleOf({ price, agreed, source, isLeaving, disputedAt }: Renewing): RenewalTrouble | null {
  if (isLeaving) return 'refunding';
  if (disputedAt !== null && disputedAt > agreed.at) return 'disputed';
  if (price === null || price.currency !== agreed.price.currency) return 'plan';
  if (price.minor > agreed.price.minor) return 'price';
  return source === 'there' ? null : source === 'gone' ? 'source' : 'short';
}
