import type { PlanLimits } from './access.js';
import { running, type Grant } from './grants.js';

/** What a plan version says of traffic. */
export interface Allowance extends Pick<PlanLimits, 'trafficLimitBytes' | 'trafficStrategy'> {
  readonly id: bigint;
  /** A purchase adds to what is left. */
  readonly keepsTraffic: boolean;
}

/** From which purchase the traffic of a running term is counted, and what those before the last one allow on top. */
export interface Counting {
  readonly from: Pick<Grant, 'id' | 'grantedAt'> | null;
  readonly keptBytes: bigint;
}

const panelsOwn: Counting = { from: null, keptBytes: 0n };

/** What was converted or taken over brings no traffic of its own. */
const bringsNone: ReadonlySet<string> = new Set(['conversion', 'import']);

/** The purchases of the running term that bring traffic, oldest first. */
export const bringing = <G extends Grant & { readonly source: string }>(grants: readonly G[]): readonly G[] =>
  running(grants).filter(
    ({ source, planVersionId, months, days }) =>
      planVersionId !== null && months + days > 0 && !bringsNone.has(source),
  );

/**
 * How traffic is counted after `grants`, given the allowances of their plan versions. Each purchase brings the traffic of
 * its plan once: where the plan keeps it, on top of what the running term was allowed; otherwise counted anew from the
 * purchase. Where the panel itself resets the counter, or nothing limits it, that is left to the panel.
 */
export function countTraffic(
  grants: readonly (Grant & { readonly source: string })[],
  allowances: readonly Allowance[],
): Counting {
  const terms = bringing(grants);
  const of = ({ planVersionId }: Grant) => allowances.find(({ id }) => id === planVersionId);
  const last = terms.at(-1);
  const plan = last && of(last);
  if (!plan || plan.trafficLimitBytes === 0n || plan.trafficStrategy !== 'NO_RESET') return panelsOwn;
  if (!plan.keepsTraffic) return { from: last, keptBytes: 0n };
  const kept = terms.slice(0, -1).reduce((sum, term) => sum + (of(term)?.trafficLimitBytes ?? 0n), 0n);
  return { from: terms[0]!, keptBytes: kept };
}
