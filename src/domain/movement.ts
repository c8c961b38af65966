export const movements = [
  'topup',
  'purchase',
  'held',
  'released',
  'refund',
  'returned',
  'promo',
  'reward',
  'reward-back',
  'other',
] as const;
/** Why there is more or less on a person's balance, as they are told it. */
export type Movement = (typeof movements)[number];

/** By the key of the ledger's transaction, and how much of it came to them (less than 0: went). */
export function movementOf(key: string, minor: bigint): Movement {
  const [what, , step, back] = key.split(':');
  const isIn = minor > 0n;
  if (what === 'payment') return isIn ? 'topup' : 'purchase';
  if (what === 'order' && step === 'part') return back === undefined ? 'purchase' : 'refund';
  if (what === 'order') return isIn ? 'released' : 'held';
  if (what === 'refund' && step === 'canceled') return 'released';
  if (what === 'refund') return isIn ? 'refund' : 'returned';
  if (what === 'promo') return 'promo';
  if (what === 'referral') return isIn ? 'reward' : 'reward-back';
  return 'other';
}
