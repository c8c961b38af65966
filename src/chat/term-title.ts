import type { Db } from '../db/db.js';
import type { PlanNames } from '../db/models/plan-version.js';
import type { Term } from '../domain/term.js';
import { planTitle } from './plan-title.js';
import type { Plain, Translator } from './translate.js';

/** A term, and of which plan where there is more than one. */
export interface TitledTerm extends Term {
  readonly plan: PlanNames | null;
}

export async function titledTerm(
  db: Db,
  version: PlanNames & Term & { readonly planId: bigint },
): Promise<TitledTerm> {
  const { planId, months, days } = version;
  const others = (await db.plans.onOffer()).some((each) => each.planId !== planId);
  return { months, days, plan: others ? version : null };
}

/** The same in a list of what was bought, where plans stand that are not on offer any more: the usual one needs no name. */
export const listedTerm = ({ months, days, ...names }: PlanNames & Term): TitledTerm => ({
  months,
  days,
  plan: names.slug === 'standard' ? null : names,
});

export function termTitle({ months, days, plan }: TitledTerm, t: Translator): Plain {
  const term = t.plain('term', { months, days });
  return plan ? t.plain('term-of', { plan: planTitle(plan, t), term }) : term;
}
