import { randomBytes } from 'node:crypto';
import type { RefundedPayment, StarTransaction, SuccessfulPayment, User } from 'grammy/types';
import { badRequest } from './errors.js';
import type { Invoice } from './invoice.js';
import type { StarSubscription } from './subscriptions.js';

/** A payment that went through. */
export interface Charge {
  readonly id: string;
  readonly personId: number;
  readonly invoice: Invoice;
  /** Seconds since the epoch. */
  readonly date: number;
  /** When it was given back, the same. */
  refunded?: number;
}

type Named = (personId: number) => User;

export interface SavedStars {
  readonly links: [string, Invoice][];
  readonly charges: Charge[];
  /** Not in what older sandboxes kept. */
  readonly subscriptions?: StarSubscription[];
}

const kept = 10_000;

/** Invoice links, and what was paid in Telegram Stars. */
export class Stars {
  readonly #links: Map<string, Invoice>;
  readonly charges: Charge[];
  readonly subscriptions: StarSubscription[];

  constructor(saved: SavedStars | undefined) {
    this.#links = new Map(saved?.links);
    this.charges = [...(saved?.charges ?? [])];
    this.subscriptions = [...(saved?.subscriptions ?? [])];
  }

  link(invoice: Invoice): string {
    const slug = randomBytes(12).toString('base64url');
    this.#links.set(slug, invoice);
    const oldest = this.#links.size > kept ? this.#links.keys().next().value : undefined;
    if (oldest !== undefined) this.#links.delete(oldest);
    return `https://t.me/$${slug}`;
  }

  byLink(link: string): Invoice | undefined {
    return this.#links.get(link.slice(link.indexOf('$') + 1));
  }

  /** Takes the Stars and writes the receipt; of a subscription's invoice, begins one. `date` is in seconds. */
  charge(personId: number, invoice: Invoice, date: number): SuccessfulPayment {
    const receipt = this.take(personId, invoice, date);
    const { period } = invoice;
    if (period === undefined) return receipt;
    const id = receipt.telegram_payment_charge_id;
    const until = date + period;
    const begun = { canceled: false, botCanceled: false };
    this.subscriptions.push({ id, personId, invoice: { ...invoice, period }, until, ...begun });
    return { ...receipt, subscription_expiration_date: until, is_recurring: true, is_first_recurring: true };
  }

  take(personId: number, invoice: Invoice, date: number): SuccessfulPayment {
    const id = `stx${randomBytes(24).toString('base64url')}`;
    this.charges.push({ id, personId, invoice, date });
    if (this.charges.length > kept) this.charges.shift();
    return {
      currency: invoice.currency,
      total_amount: invoice.total,
      invoice_payload: invoice.payload,
      telegram_payment_charge_id: id,
      provider_payment_charge_id: `${personId}_${this.charges.length}`,
    };
  }

  /** Gives all of it back, once. @throws {ApiError} 400 for what this person never paid, or has back */
  refund(personId: number, id: string, date: number): RefundedPayment {
    const charge = this.charges.find((one) => one.id === id && one.personId === personId);
    if (!charge) throw badRequest('CHARGE_NOT_FOUND');
    if (charge.refunded !== undefined) throw badRequest('CHARGE_ALREADY_REFUNDED');
    charge.refunded = date;
    const { currency, total, payload } = charge.invoice;
    return {
      currency,
      total_amount: total,
      invoice_payload: payload,
      telegram_payment_charge_id: id,
    };
  }

  /** The oldest first; a refund bears the id of what it gives back. */
  transactions(named: Named): StarTransaction[] {
    const all = this.charges.flatMap((charge) => {
      const { id, personId, invoice, date, refunded } = charge;
      const partner = {
        type: 'user',
        transaction_type: 'invoice_payment',
        user: named(personId),
        invoice_payload: invoice.payload,
        ...(invoice.period !== undefined && { subscription_period: invoice.period }),
      } as const;
      const moved = { id, amount: invoice.total };
      const paid = { ...moved, date, source: partner };
      return refunded === undefined ? [paid] : [paid, { ...moved, date: refunded, receiver: partner }];
    });
    return all.toSorted((a, b) => a.date - b.date);
  }

  save(): SavedStars {
    return { links: [...this.#links], charges: this.charges, subscriptions: this.subscriptions };
  }
}
