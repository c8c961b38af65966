import type { Order } from '../db/models/order.js';
import type { User } from '../db/models/user.js';
import type { Term } from '../domain/term.js';
import type { Scope } from '../queue/scope.js';
import { languageOf } from '../domain/language.js';
import { whatText } from './what-text.js';
import type { Plain } from './translate.js';

/**
 * What the payer reads on the pay page and the receipt. `repeat`: what each charge pays for, where its provider charges again
 * and again by itself: that may be another term than the plan's.
 */
export async function describe(
  order: Order,
  payer: User,
  { db, chat }: Scope,
  repeat: Term | null = null,
): Promise<Plain> {
  const t = chat.translate(languageOf(payer, chat.defaultLanguage));
  if (order.addonVersionId !== null) {
    const addon = await db.addons.byId(db.knex, order.addonVersionId);
    return t.plain('receipt-addon', { what: whatText(addon, t) });
  }
  if (order.planVersionId === null) return t.plain('receipt-topup');
  const { months, days } = repeat ?? (await db.plans.byId(db.knex, order.planVersionId));
  return t.plain('receipt-plan', { term: t.plain('term', { months, days }) });
}
