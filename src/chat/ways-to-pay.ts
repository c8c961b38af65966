import type { Money } from '../domain/money.js';
import { bestDiscount, discounted, type Discount } from '../domain/promo.js';
import type { Shop } from './screen.js';

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
