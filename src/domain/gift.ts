export const giftStates = ['waiting', 'redeemed', 'returned'] as const;
export type GiftState = (typeof giftStates)[number];

export const giftRefusals = ['unknown', 'redeemed', 'yours', 'returned', 'held'] as const;
/** Why a gift gives nothing: no such one, another was faster, they have it already, its money went or goes back. */
export type GiftRefusal = (typeof giftRefusals)[number];

/** Null where this person can redeem it. Whoever gave it may, too: it is only a purchase then. */
export function refuseGift(
  gift:
    { readonly state: GiftState; readonly receiverId: bigint | null; readonly isHeld: boolean } | undefined,
  userId: bigint,
): GiftRefusal | null {
  if (!gift) return 'unknown';
  if (gift.state === 'redeemed') return gift.receiverId === userId ? 'yours' : 'redeemed';
  if (gift.state === 'returned') return 'returned';
  return gift.isHeld ? 'held' : null;
}

/** A gift's token in a deep link, `gift_<token>`; null where it is none. */
export const readGift = (payload: string): string | null => /^gift_(.*)$/s.exec(payload)?.[1] ?? null;

export const giftPayload = (token: string): string => `gift_${token}`;

/** 128 bits in base64url. */
export const isGiftToken = (text: string | undefined): text is string =>
  /^[A-Za-z0-9_-]{22}$/.test(text ?? '');
