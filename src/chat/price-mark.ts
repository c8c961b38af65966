import { createHash } from 'node:crypto';
import { act } from '../buttons.js';
import type { Money } from '../domain/money.js';

/** Once, with a part from the balance, or again and again: the letter before the mark. */
const chargings = ['o', 'm', 'r'] as const;
export type Charging = (typeof chargings)[number];

/** As buttons have room for: all eight letters, or two beside ids as long as nobody's. */
const [least, most] = [2, 8];
/** Less the version of the screen, which stands on buttons that act once. */
const roomBytes = 64 - 20;

/** Hashed, since the sums would not fit. */
const markOf = (sums: readonly Money[]): string =>
  createHash('sha256')
    .update(sums.map(({ minor, currency }) => `${minor} ${currency}`).join())
    .digest('base64url')
    .slice(0, most);

/** A button that takes money: its data end with how, and with a mark of the sums that it shows. */
export function actAt(
  sums: readonly Money[],
  how: Charging,
  action: string,
  ...args: (string | bigint | number)[]
): string {
  const room = roomBytes - act(action, ...args, how).length;
  return act(action, ...args, how + markOf(sums).slice(0, Math.max(room, least)));
}

/** How a button takes it; null for one that is older than marks, or was made up. */
export const chargingOf = (marked: string): Charging | null =>
  chargings.find((how) => marked.startsWith(how) && marked.length > least) ?? null;

/** Whether a button showed these sums. They are the offer's, never the button's. */
export const isShown = (marked: string, ...sums: readonly Money[]): boolean =>
  chargingOf(marked) !== null && markOf(sums).startsWith(marked.slice(1));
