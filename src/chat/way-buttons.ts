import type { Money } from '../domain/money.js';
import type { Button } from './screen.js';
import type { Plain, Translator } from './translate.js';
import type { Way } from './ways-to-pay.js';

/** A row for each way to pay, what it sends by `data`. */
export const wayButtons = (
  ways: readonly Way[],
  shown: Money,
  data: (way: Way) => string,
  t: Translator,
): Button[][] =>
  ways.map((way) => [{ text: nameOf(way, shown, t), data: data(way), once: true, style: 'primary' }]);

/** With its price, where that is in another currency than the one above the buttons. */
function nameOf({ provider, price }: Way, shown: Money, t: Translator): Plain {
  const name = t.plain(`provider-${provider}`);
  if (price.currency === shown.currency) return name;
  return t.plain('methods-way', { provider: name, price: t.money(price) });
}
