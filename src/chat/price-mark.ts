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

/** What stands above a button, and whoever taps it agrees to. */
export interface Shown {
  readonly sums: readonly Money[];
  /** The plan whose time that is left becomes another one's. */
  readonly changes?: bigint | null;
}

/** Hashed, since they would not fit. */
const markOf = ({ sums, changes }: Shown): string =>
  createHash('sha256')
    .update(
      [...sums.map(({ minor, currency }) => `${minor} ${currency}`), ...(changes ? [changes] : [])].join(),
    )
    .digest('base64url')
    .slice(0, most);

/** A button that takes money: its data end with how, and with a mark of what it shows. */
export function actAt(
  shown: Shown,
  how: Charging,
  action: string,
  ...args: (string | bigint | number)[]
): string {
  const room = roomBytes - act(action, ...args, how).length;
  return act(action, ...args, how + markOf(shown).slice(0, Math.max(room, least)));
}

/** How a button takes it; null for one that is older than marks, or was made up. */
export const chargingOf = (marked: string): Charging | null =>
  chargings.find((how) => marked.startsWith(how) && marked.length > least) ?? null;

/** Whether a button showed this. It is the offer's, never the button's. */
export const isShown = (marked: string, shown: Shown): boolean =>
  chargingOf(marked) !== null && markOf(shown).startsWith(marked.slice(1));
