import type { Money } from './money.js';
import { daysOf, type Term } from './term.js';

interface Offer extends Term {
  readonly price: Money | null;
}

/** By how many percent a month of `offer` is cheaper than one of `than`, rounded down; 0 where it is not. */
export function discountPercent(offer: Offer, than: Offer): number {
  if (!offer.price || !than.price || offer.price.currency !== than.price.currency) return 0;
  const [days, thanDays] = [daysOf(offer), daysOf(than)];
  const atThatPrice = than.price.minor * days;
  const paid = offer.price.minor * thanDays;
  return paid >= atThatPrice ? 0 : Number(((atThatPrice - paid) * 100n) / atThatPrice);
}

/** What others are compared with. */
export const isMonth = ({ months, days }: Term): boolean => months === 1 && days === 0;
