import { money, type Money } from '../domain/money.js';
import { bestDiscount, discounted, type Discount } from '../domain/promo.js';
import type { Shop } from './screen.js';

/** Screens that show ways to pay: a switch or a question of theirs leads back to them. */
export const payingScreens: ReadonlySet<string> = new Set(['methods', 'topup', 'wrap']);

/** A price as a person pays it now: with the best of their discounts. */
export interface Price {
  readonly list: Money;
  readonly price: Money;
  /** The promo activation that makes the two differ. */
  readonly activationId: bigint | null;
}

export interface Way extends Price {
  readonly provider: string;
}

interface Plan {
  readonly planId: bigint;
  readonly prices: readonly Money[];
}

export function priceFor(list: Money, planId: bigint, discounts: readonly Discount[]): Price {
  const best = bestDiscount(list, planId, discounts);
  return {
    list,
    price: best ? discounted(list, best) : list,
    activationId: best?.activationId ?? null,
  };
}

/**
 * Who takes which of a plan's prices, in the registry's order; the first that suits a provider is its own. The balance
 * is a way where `funds` are enough, in whichever currency they are.
 */
export function waysToPay(
  shop: Pick<Shop, 'providers' | 'offers'>,
  { planId, prices }: Plan,
  discounts: readonly Discount[],
  funds: readonly Money[],
): readonly Way[] {
  const asked = prices.map((list) => priceFor(list, planId, discounts));
  return shop.providers.flatMap((provider) => {
    const suits = asked.find(
      ({ price }) => shop.offers(provider, price) && (provider !== 'balance' || isCovered(price, funds)),
    );
    return suits ? [{ provider, ...suits }] : [];
  });
}

const isCovered = (price: Money, funds: readonly Money[]): boolean =>
  funds.some(({ minor, currency }) => currency === price.currency && minor >= price.minor);

/** A price that two pay: the balance a part, a provider the rest. */
export interface Split {
  readonly part: Money;
  readonly rest: Money;
}

/**
 * As much of it as the balance has, as long as the provider still takes what is left; null where one of them pays all.
 */
export function splitOf(
  shop: Pick<Shop, 'least'>,
  { provider, price }: Pick<Way, 'provider' | 'price'>,
  funds: readonly Money[],
): Split | null {
  const { currency, minor } = price;
  const least = provider === 'balance' ? null : shop.least(provider, currency);
  const balance = funds.find((each) => each.currency === currency)?.minor ?? 0n;
  if (least === null || balance <= 0n || balance >= minor) return null;
  const left = minor - balance;
  const rest = left < least ? least : left;
  return rest < minor ? { part: money(minor - rest, currency), rest: money(rest, currency) } : null;
}

/** The sums of both, by currency. */
export function together(balances: readonly Money[], held: readonly Money[]): Money[] {
  const sums = new Map<Money['currency'], bigint>();
  for (const { minor, currency } of [...balances, ...held])
    sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  return [...sums].map(([currency, minor]) => money(minor, currency));
}

/** Money on the balance is rubles: whether somebody takes them. */
export const takesTopups = (shop: Pick<Shop, 'providers' | 'least'>): boolean =>
  shop.providers.some((name) => name !== 'balance' && shop.least(name, 'RUB') !== null);
