import { AppError } from '../domain/errors.js';
import { dayMs } from '../domain/term.js';
import { scrub } from '../scrub.js';

/** What became of a run: four outcomes and no more. */
export type Outcome =
  | { readonly is: 'done' }
  | { readonly is: 'retry'; readonly reason: string }
  | { readonly is: 'never'; readonly reason: string; readonly error: unknown }
  | { readonly is: 'later'; readonly reason: string; readonly afterMs: number };

export interface Patience {
  /** Counted from one. */
  readonly attempt: number;
  readonly attempts: number;
  /** Of the youngest promise the run would have kept. */
  readonly ageMs: number;
}

/** "Later" spends no attempt, so without a deadline it would be "for ever". */
const deadlineMs = dayMs;

/** Never again: because the error says so, because the attempts are spent, or because "later" came too late. */
export function outcomeOf(error: unknown, { attempt, attempts, ageMs }: Patience): Outcome {
  const reason = scrub(error);
  if (databaseIsAway(error)) return { is: 'later', reason, afterMs: 1_000 };
  const retry = error instanceof AppError ? error.retry : 'backoff';
  if (typeof retry === 'object' && ageMs < deadlineMs) return { is: 'later', reason, afterMs: retry.afterMs };
  if (retry === 'backoff' && attempt < attempts) return { is: 'retry', reason };
  return { is: 'never', reason, error };
}

/** SQLSTATE classes of a server that is not there (08), is full (53) or stops (57P); a killed session has no code. */
function databaseIsAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (/^(08|53|57P|ECONNREFUSED|ECONNRESET)/.test(code)) return true;
  return /Connection (ended|terminated)|Timeout acquiring a connection|not connected to the database/i.test(
    error.message,
  );
}
