/** What Telegram writes into a chat when Stars have come, or gone back. */
export type ReceiptKind = 'paid' | 'refunded';

/**
 * A receipt told twice is one. A payment and its refund bear the same charge id, so the kind belongs to it. Of whatever
 * can be said in JSON, it can be written down: PostgreSQL takes no NUL.
 */
export const receiptId = (kind: ReceiptKind, chargeId: string): string =>
  `${kind}:${chargeId.replaceAll('\0', '\uFFFD')}`;

/** What Telegram tells of a subscription bears no id but its update's. */
export const toldId = (updateId: number): string => `subscription:${updateId}`;
