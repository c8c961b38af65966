import type { z } from 'zod';
import type { Repeat } from '../domain/mandate.js';
import type { Currency, Money } from '../domain/money.js';
import type { Seen } from '../domain/settle.js';
import type { CallOptions } from '../http.js';
import type { Mandates } from './mandates.js';
import type { EventReader, ProviderWebhook } from './provider-event.js';
import type { SavedMethods } from './saved-methods.js';
import type { Tools } from './tools.js';

/** One attempt to pay. The payment's id is the idempotency key; a new try is a new payment. */
export interface Intent {
  readonly paymentId: string;
  /** Of the attempt: whoever counts from here says the same in every repeat. */
  readonly createdAt: Date;
  readonly amount: Money;
  /** What the payer reads on the pay page and the receipt, 128 characters at most. */
  readonly description: string;
  readonly payer: {
    readonly telegramId: bigint | null;
    readonly email: string | null;
    readonly language: string;
  };
  /** The payer agreed that the method they pay with is saved, and charged later without them. */
  readonly save?: true;
  /** The payer agreed that the provider charges as much for each such term, until they say no. */
  readonly repeat?: Repeat['term'];
}

export interface Checkout {
  /** The provider's own id; null where it has none before the money comes (Stars, a form link). */
  readonly externalId: string | null;
  /** Null where the payer needs no page (a saved card, an invoice in the chat). */
  readonly payUrl: string | null;
  readonly expiresAt: Date | null;
  /** What its charges will be known by, where that has a name before the first of them comes. */
  readonly mandateId?: string;
}

/** What a provider says of a payment. Only the core says "review". */
export type Claim = Seen['claim'];

/** One payment as its provider sees it. */
export interface Snapshot extends Seen {
  /** Our payment's id, where the provider echoes it; of what repeats, the first charge's. */
  readonly paymentId: string | null;
  readonly refunded: Money;
}

/** What we know of a payment that is to be refunded. */
export interface Refundable {
  /** Where a receipt goes, if there is one. */
  readonly email: string | null;
  /** It was not paid before. */
  readonly openedAt: Date;
}

export interface RefundSnapshot {
  readonly externalId: string;
  /** The provider's id of the payment it takes back. */
  readonly paymentExternalId: string;
  readonly claim: 'pending' | 'succeeded' | 'canceled';
  readonly amount: Money;
  /** The provider's own word for why it was canceled. */
  readonly reason: string | null;
  /** The payer's bank demanded it: they lost a dispute of ours. */
  readonly disputed?: true;
}

/**
 * One way to be paid. It knows money and signatures; it has never heard of subscriptions. What it cannot do it
 * does not have: an absent method is an absent capability.
 */
export interface Provider {
  readonly limits: Partial<Record<Currency, { readonly min: bigint; readonly max: bigint }>>;
  /**
   * `key`: a repeat under the payment's id answers the same. `same_payment`: it opens another page, and money counts
   * for the one payment on either. `none`: before a repeat, `find` looks for it.
   */
  readonly createIdempotency: 'key' | 'same_payment' | 'none';
  /**
   * True when a webhook is only a hint, and nothing is believed before the API said it too; but for a payment that began
   * at the provider and that its API does not know: that event has an origin and a snapshot.
   */
  readonly asksAgain: boolean;
  /** What it sells by itself, as its operator says: months of the standard plan by `Origin.product`. */
  readonly products?: ReadonlyMap<string, number>;
  /** Where it sells them, by months of the standard plan. */
  readonly pages?: ReadonlyMap<number, string>;
  /** How long after its expiry a payment is still asked for. */
  readonly pollsFor?: { readonly hours: number };

  create?(intent: Intent, call: CallOptions): Promise<Checkout>;
  /**
   * The invoice that a create of unknown outcome left, by our payment's id; null where there is none. A provider that
   * neither heeds keys nor has this is never asked twice.
   */
  find?(paymentId: string, since: Date, call: CallOptions): Promise<Checkout | null>;
  /** Its present opinion; null when it knows no such payment. */
  get?(externalId: string, call: CallOptions): Promise<Snapshot | null>;
  /** Everything since, oldest or newest first, page by page: finds orphans by our id. */
  listSince?(since: Date, call: CallOptions): AsyncIterable<Snapshot>;
  /** Whether its API, list included, can tell of this payment; of all, when absent. */
  knows?(externalId: string): boolean;
  readonly webhook?: ProviderWebhook;
  /** Its events come as updates of Telegram, which knows its own secret: at /webhook/<id> there is nobody. */
  readonly updates?: EventReader;
  /** A part cannot go back, only all of it. */
  readonly fullRefundsOnly?: boolean;
  /** `key` makes a repeat the same refund. */
  refund?(
    externalId: string,
    amount: Money,
    key: string,
    call: CallOptions,
    of?: Refundable,
  ): Promise<RefundSnapshot>;
  getRefund?(externalId: string, call: CallOptions): Promise<RefundSnapshot | null>;
  /** What went back of a payment, also by hand, where only the payment tells; null when nothing did. Beside `refundsSince`: by a dispute. */
  refundOf?(paymentExternalId: string, call: CallOptions): Promise<RefundSnapshot | null>;
  /** Refunds since, also those made in the provider's own cabinet. */
  refundsSince?(since: Date, call: CallOptions): AsyncIterable<RefundSnapshot>;
  /** It sends the payer a receipt by e-mail. */
  readonly receipts?: true;
  /** Absent where it cannot save any, or our shop may not. */
  readonly saved?: SavedMethods;
  /** Absent where it charges nothing by itself for orders of ours. */
  readonly mandates?: Mandates;
  /** Whether the credentials are good, for `doctor`. Throws what is wrong. */
  probe?(call: CallOptions): Promise<void>;
}

export interface ProviderDefinition<Settings extends z.ZodObject = z.ZodObject> {
  /** In webhook paths, tables and texts, for ever. */
  readonly id: string;
  /** Its own environment variables. */
  readonly settings: Settings;
  /** The setting that offers it to whoever pays. While it is off, all that was begun goes on; always offered where absent. */
  readonly enabledBy?: keyof z.output<Settings> & string;
  /** The provider, or what its settings lack. */
  create(settings: z.output<Settings>, tools: Tools): Provider | { readonly missing: string };
}

export const defineProvider = <Settings extends z.ZodObject>(
  provider: ProviderDefinition<Settings>,
): ProviderDefinition<Settings> => provider;
