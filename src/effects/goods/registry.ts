import type { OrderKind } from '../../domain/order.js';
import { addon } from './addon.js';
import type { Goods } from './goods.js';
import { gift } from './gift.js';
import { money } from './money.js';
import { renewal } from './renewal.js';
import { term } from './term.js';

const goods: Partial<Record<OrderKind, Goods>> = { buy: term, renewal, addon, topup: money, gift };

/** @throws {Error} for a kind that nobody sells yet */
export function goodsOf(kind: OrderKind): Goods {
  const found = goods[kind];
  if (!found) throw new Error(`nothing is given for an order of the kind ${kind}`);
  return found;
}
