import type { Currency, Money } from './money.js';

export const promoKinds = ['days', 'trial', 'balance', 'percent', 'fixed'] as const;
/** Bonus days; days of a plan for whoever never had one; money; a part or an amount off the next purchase. */
export type PromoKind = (typeof promoKinds)[number];

export interface PromoRules {
  readonly kind: PromoKind;
  readonly active: boolean;
  readonly validFrom: Date | null;
  readonly validUntil: Date | null;
  /** Null is as many as come. */
  readonly maxActivations: number | null;
  readonly activations: number;
  readonly perPerson: number;
  readonly firstPurchaseOnly: boolean;
}

/** What a rule may ask of whoever sends a code. */
export interface PromoPerson {
  /** How often they activated it. */
  readonly activations: number;
  /** They bought something once. */
  readonly hasPaid: boolean;
  /** They were given something once: a trial, days, a purchase. */
  readonly hasHad: boolean;
}

export const promoRefusals = [
  'unknown',
  'early',
  'expired',
  'exhausted',
  'used',
  'first-purchase',
  'had-before',
  'slow-down',
] as const;
/** Why a code gives nothing, each with its own words for the person. */
export type PromoRefusal = (typeof promoRefusals)[number];

/** Null where the code gives what it promises. What it is not told of (an unknown or retired code) stays unknown. */
export function refusePromo(rules: PromoRules, person: PromoPerson, now: Date): PromoRefusal | null {
  if (!rules.active) return 'unknown';
  if (rules.validFrom !== null && now < rules.validFrom) return 'early';
  if (rules.validUntil !== null && now >= rules.validUntil) return 'expired';
  if (person.activations >= rules.perPerson) return 'used';
  if (rules.firstPurchaseOnly && person.hasPaid) return 'first-purchase';
  if (rules.kind === 'trial' && person.hasHad) return 'had-before';
  if (rules.maxActivations !== null && rules.activations >= rules.maxActivations) return 'exhausted';
  return null;
}

/** As people type it: "  sale-10 " is SALE-10. Null is no code of ours, whatever it is. */
export function readPromoCode(text: string): string | null {
  const code = text.slice(0, 100).trim().toUpperCase();
  return /^[A-Z0-9_-]{3,30}$/.test(code) ? code : null;
}

/** An activation that makes the next purchase cheaper: by percent, or by an amount of one currency. */
export interface Discount {
  readonly activationId: bigint;
  readonly percent: number | null;
  readonly amount: Money | null;
  /** The plan that it is for; null is any. */
  readonly planId: bigint | null;
}

/** The least that a purchase costs: a unit of its currency. */
const floors: Readonly<Record<Currency, bigint>> = { RUB: 100n, USD: 100n, EUR: 100n, XTR: 1n };

/** The price with that discount; the reduction is rounded down, and something is always left to pay. */
export function discounted(price: Money, { percent, amount }: Pick<Discount, 'percent' | 'amount'>): Money {
  const off =
    percent !== null
      ? (price.minor * BigInt(percent)) / 100n
      : amount?.currency === price.currency
        ? amount.minor
        : 0n;
  const floor = price.minor < floors[price.currency] ? price.minor : floors[price.currency];
  const left = price.minor - off;
  return { minor: left < floor ? floor : left, currency: price.currency };
}

/** The discount that makes this price least, of those that are for this plan; null where none makes it less. */
export function bestDiscount<D extends Discount>(
  price: Money,
  planId: bigint,
  discounts: readonly D[],
): D | null {
  let best: D | null = null;
  let least = price.minor;
  for (const discount of discounts) {
    if (discount.planId !== null && discount.planId !== planId) continue;
    const { minor } = discounted(price, discount);
    if (minor < least) [best, least] = [discount, minor];
  }
  return best;
}
