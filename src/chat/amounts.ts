import type { Money } from '../domain/money.js';
import type { Translator } from './translate.js';

/** "801 ₽", or "801 ₽ · 150 ⭐" of somebody who paid in several currencies. */
export const amounts = (all: readonly Money[], t: Translator): string =>
  all.map((amount) => t.money(amount)).join(' · ');
