import { dayMs, type Term } from './term.js';

/**
 * As its provider last told it. `stopped`: by us, and only we can let it go on; or for good. `paused`: by its payer, or ours
 * to be taken up by them. `failed`: the last charge came to nothing.
 */
export const mandateStates = ['on', 'stopped', 'paused', 'failed'] as const;
export type MandateState = (typeof mandateStates)[number];

/** One charge of what a provider charges again and again by itself. */
export interface Repeat {
  /** By which the provider knows the whole of it; null: by the external id of the first charge. */
  readonly mandateId: string | null;
  /** Undefined where nobody says. */
  readonly isFirst?: boolean;
  /** What each charge pays for. */
  readonly term: Term;
  /** When it charges next. */
  readonly paidUntil: Date;
  /** How the whole of it stands, where its provider says so of each charge; then it can be asked, by `mandateId`. */
  readonly state?: MandateState;
  /** How many charges of it have come by now, this one among them, where the provider counts them. */
  readonly counted?: number;
  /** Nothing but its time tells a charge from others of the same. */
  readonly byTime?: true;
}

/** What a charge is called that came, and whose own name the provider does not tell: by the whole of it, and its number. */
export const standIn = (mandateId: string, number: number): string => `${mandateId}#${number}`;

export const isStandIn = (externalId: string | null, mandateId: string): boolean =>
  externalId?.startsWith(`${mandateId}#`) ?? false;

/** By how much a charge may come after its time before nobody waits for it any more. */
export const lateMs = dayMs;

/** Whether it charges by itself, as far as anybody knows: then nobody else may. */
export const isRunning = (
  { state, paidUntil }: { readonly state: MandateState; readonly paidUntil: Date },
  now: Date,
): boolean => state === 'on' && paidUntil.getTime() + lateMs > now.getTime();

/** By how much the provider's clock may be ahead of ours. */
const aheadMs = 10 * 60_000;

/** Whether its next charge may be under way: from its time on, for as long as it may be late. */
export const isDue = (
  mandate: { readonly wanted: boolean; readonly state: MandateState; readonly paidUntil: Date },
  now: Date,
): boolean =>
  mandate.wanted && isRunning(mandate, now) && mandate.paidUntil.getTime() - aheadMs <= now.getTime();

/**
 * Whether a charge is a further one, after what was paid until then; or the first of another, begun by the same link.
 * Where nobody says, time tells: a further one pays for much longer.
 */
export function isFurther({ isFirst, paidUntil }: Repeat, knownUntil: Date): boolean {
  if (isFirst !== undefined) return !isFirst;
  return paidUntil.getTime() - knownUntil.getTime() > 2 * dayMs;
}

/** What the provider must be told, to be as it is wanted; null: nothing. */
export function dueStep({
  wanted,
  state,
}: {
  readonly wanted: boolean;
  readonly state: MandateState;
}): 'stop' | 'allow' | null {
  if (!wanted) return state === 'stopped' ? null : 'stop';
  return state === 'stopped' ? 'allow' : null;
}

/** After the time of a charge that nobody told of: ten minutes, then less and less often for three days. */
const checksMs = [10, 60, 180, 360, 720, 1_440, 2_880, 4_320].map((minutes) => minutes * 60_000);

/** When its provider is asked (again) for a charge that was due; null when only its list is waited for. */
export function nextCheck(paidUntil: Date, now: Date): Date | null {
  const at = checksMs.map((ms) => paidUntil.getTime() + ms).find((time) => time > now.getTime());
  return at === undefined ? null : new Date(at);
}
