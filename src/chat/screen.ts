import type { Db } from '../db/db.js';
import type { Person } from '../db/models/user.js';
import type { Money } from '../domain/money.js';
import type { Term } from '../domain/term.js';
import type { Bar } from '../telegram/bars.js';
import type { Plain, Translator } from './translate.js';

/** One inline button: it opens a screen, does something, follows a link or copies a text. */
export type Button = { readonly text: Plain; readonly style?: 'primary' | 'success' | 'danger' } & (
  | {
      readonly data: string;
      /** It acts only while its screen is the newest: a second tap is too late. */
      readonly once?: boolean;
    }
  | { readonly url: string }
  | { readonly copy: string }
);

/** What people see. `text` is HTML; whatever came from outside was escaped by the translator. */
export interface View {
  readonly text: string;
  readonly buttons: readonly (readonly Button[])[];
  /** Shown as a QR picture above the text. */
  readonly qr?: string;
  /** Shown as a picture of bars above the text. */
  readonly bars?: readonly Bar[];
  /** Its message stays what it is: what its buttons open comes in a new one. */
  readonly isKept?: true;
}

/** Links and limits that the operator set; what screens show of the shop. */
export interface Shop {
  readonly supportUrl: string | null;
  readonly termsUrl: string | null;
  readonly statusUrl: string | null;
  /** Somebody new is greeted before they see the menu. */
  readonly greets: boolean;
  /** Without being in which nobody gets in; `url` leads there. */
  readonly channel: { readonly id: bigint; readonly url: string | null } | null;
  /** Base of our own pages; null when nobody outside can reach them. */
  readonly publicUrl: string | null;
  /** Ids of the ways to pay that are not given a rest, in the order of their buttons. */
  readonly providers: readonly string[];
  /** Whether that way takes that much: providers have limits of their own. */
  offers(provider: string, amount: Money): boolean;
  /** Whether what was saved at that provider can be charged as much, offered there or not. */
  charges(provider: string, amount: Money): boolean;
  /** For how many hours after its end a payment is asked for there, where that is not as usual. */
  asksFor(provider: string): number | undefined;
  /** The least that way takes of a currency; null where it takes none. */
  least(provider: string, currency: Money['currency']): bigint | null;
  /** Who sells so many months of the standard plan by itself, and where. */
  pagesFor(months: number): readonly { readonly provider: string; readonly url: string }[];
  /** What each charge pays for, where that provider charges this price again and again by itself; null where not. */
  repeats(provider: string, planTerm: Term, price: Money): Term | null;
  /** Whether what that provider charged by itself can go on after it was stopped. */
  resumes(provider: string): boolean;
  /** Whether that provider leaves it at a charge that came to nothing. */
  triesOnce(provider: string): boolean;
  /** Whether the payer has something to do at that provider before they can agree. */
  asksFirst(provider: string): boolean;
  /** How many subscriptions one person may have. */
  readonly maxSubscriptions: number;
  /** Who saves what is paid by, for later; and what payers are taken to wish who never said. */
  readonly saving: { readonly providers: readonly string[]; readonly proposed: boolean };
  /** Who sends the payer a receipt by e-mail. */
  readonly receipts: readonly string[];
  readonly topup: {
    readonly minMinor: bigint;
    readonly maxMinor: bigint;
    readonly presetsMinor: readonly bigint[];
  };
}

export interface Viewer {
  readonly db: Db;
  readonly person: Person;
  readonly shop: Shop;
  /** They run the shop. */
  readonly isOperator: boolean;
  readonly timezone: string;
  readonly now: Date;
}

/**
 * A screen: `load` reads what it shows (null when it is not there, or not this person's), `render` is pure. Shown
 * again by its key alone, so that it can be redrawn at any time.
 */
export interface Screen<State> {
  load(viewer: Viewer, ...args: readonly string[]): Promise<State | null>;
  render(state: State, t: Translator): View;
  /** Shown in its place when there is nothing to show; home, where it names none. */
  readonly instead?: string;
  /** Of money or access, told once: it stays in the chat, never edited away by its own buttons. */
  readonly isKept?: true;
  /** The next text answers it, read by its feature while `awaiting` of the person is its name. */
  readonly takesText?: true;
}

export const defineScreen = <State>(screen: Screen<State>): Screen<State> => screen;

/** Ids come as text from buttons; null for what is none. */
export const toId = (text: string | undefined): bigint | null =>
  text !== undefined && /^\d{1,18}$/.test(text) ? BigInt(text) : null;
