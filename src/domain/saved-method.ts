const methodKinds = ['card', 'sbp', 'wallet', 'bank', 'other'] as const;
export type MethodKind = (typeof methodKinds)[number];

/** What a payer lets us charge later, without them. */
export interface SavedMethod {
  /** The provider's own id of it; worth nothing without the shop's secret, and yet for no log and no job. */
  readonly id: string;
  /** How its person knows it: "Visa •• 4242". The chat names what has no brand in their language. */
  readonly title: string;
  readonly kind: MethodKind;
}

/**
 * Why a charge came to nothing. `no_money`, `limit`: later it may work. `temporary`: soon it may. `expired`,
 * `suspected` (also: the bank wants its person to confirm): not with this method again, unless its person pays.
 * `revoked`: the provider will not charge it any more, forget it. `other`: nobody says; later, a few times.
 */
export const declines = [
  'no_money',
  'limit',
  'temporary',
  'expired',
  'suspected',
  'revoked',
  'other',
] as const;
export type Decline = (typeof declines)[number];
