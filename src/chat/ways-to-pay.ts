import type { Money } from '../domain/money.js';
import type { Shop } from './screen.js';

export interface Way {
  readonly provider: string;
  /** In a currency that this provider takes. */
  readonly price: Money;
}

/** Who takes which of a plan's prices, in the registry's order; the first price that suits a provider is its own. */
export const waysToPay = (
  shop: Pick<Shop, 'providers' | 'offers'>,
  prices: readonly Money[],
): readonly Way[] =>
  shop.providers.flatMap((provider) => {
    const price = prices.find((each) => shop.offers(provider, each));
    return price ? [{ provider, price }] : [];
  });
