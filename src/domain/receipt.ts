/** How the till stands with a receipt: it is being made, was made and sent, or will not be. */
export const receiptStates = ['pending', 'succeeded', 'canceled'] as const;
export type ReceiptState = (typeof receiptStates)[number];

const minuteMs = 60_000;

/** When a receipt that was being made at the time of its payment is asked for, after each other; then only with the daily list. */
const waitsMs = [2 * minuteMs, 20 * minuteMs, 6 * 60 * minuteMs];

/** How long until the next question about it; null when it was the last. @param asked how often already */
export const nextReceiptMs = (asked: number): number | null => waitsMs[asked] ?? null;
