import {
  circuitBreaker,
  CircuitState,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  type IBreaker,
} from 'cockatiel';
import { Bulkhead, BulkheadFull } from './bulkhead.js';
import { AppError, Later, Throttled, UpstreamFailed } from './domain/errors.js';
import type { Http } from './http.js';

export interface GuardOptions {
  /** Hears of every call, for the metrics. `outcome`: ok, rejected, failed, throttled, open. */
  readonly called: (service: string, outcome: string, ms: number) => void;
  /**
   * Open until a call has got through again: the one that is let through to try does not close it. Or until nobody calls
   * any more: a breaker moves with calls only, and whether a service that nobody asks is still away, nobody knows.
   */
  readonly breakerIs: (service: string, open: boolean) => void;
  /** How long nobody calls until then. */
  readonly idleMs?: number;
  /** To each service. By itself half as many again as a small panel works on, lest it wait for us between two. */
  readonly callsAtOnce?: number;
}

const windowMs = 30_000;
const subjectsToOpen = 5;
/** What is owed is tried again at least each minute, by any of a few workers: without a call for so long, nothing is. */
const untilIdleMs = 180_000;

/**
 * Calls behind a bulkhead and a circuit breaker for each service, so that one that is down slows no other. What is not
 * even tried comes later and spends no attempt; retries live in the queues alone.
 */
export function guard(
  http: Http,
  { called, breakerIs, idleMs = untilIdleMs, callsAtOnce = 16 }: GuardOptions,
): Http {
  const policies = new Map<string, ReturnType<typeof policyFor>>();
  const policyOf = (service: string) => {
    const known = policies.get(service) ?? policyFor((open) => breakerIs(service, open), idleMs, callsAtOnce);
    policies.set(service, known);
    return known;
  };

  return async (url, call) => {
    const started = performance.now();
    const tell = (outcome: string) => called(call.service, outcome, performance.now() - started);
    const { places, breaker, look } = policyOf(call.service);
    try {
      const answer = await places.run(() => breaker.execute(() => http(url, call)));
      tell('ok');
      return answer;
    } catch (error) {
      if (isBrokenCircuitError(error) || error instanceof BulkheadFull) {
        tell('open');
        throw new Later(`${call.service} is given a rest`, 5_000);
      }
      tell(outcomeOf(error));
      throw error;
    } finally {
      look();
    }
  };
}

function outcomeOf(error: unknown): string {
  if (error instanceof UpstreamFailed) return 'failed';
  return error instanceof Throttled ? 'throttled' : 'rejected';
}

function policyFor(onState: (open: boolean) => void, idleMs: number, callsAtOnce: number) {
  const failures = new SubjectFailures();
  // The filter sees the error, and with it the subject, just before the breaker hears of a failure.
  const outages = handleWhen((error) => {
    const isOutage = error instanceof UpstreamFailed;
    if (isOutage) failures.note(String((error satisfies AppError).details['subject']));
    return isOutage;
  });
  const breaker = circuitBreaker(outages, {
    halfOpenAfter: new ExponentialBackoff({ initialDelay: 2_000, maxDelay: 15_000 }),
    breaker: failures,
  });
  const tell = teller(onState, idleMs);
  const look = (): void => tell(breaker.state !== CircuitState.Closed);
  look();
  return { places: new Bulkhead(callsAtOnce), breaker, look };
}

/** Tells each change once; what is open is closed for it after `idleMs` in which it was not asked to tell. */
function teller(onState: (open: boolean) => void, idleMs: number): (open: boolean) => void {
  let told: boolean | undefined;
  let idle: NodeJS.Timeout | undefined;
  const tell = (open: boolean): void => {
    if (open !== told) onState(open);
    told = open;
  };
  return (open) => {
    clearTimeout(idle);
    if (open) idle = setTimeout(tell, idleMs, false).unref();
    tell(open);
  };
}

/** Opens when several different subjects failed within the window with no success between: one alone is its own fault. */
class SubjectFailures implements IBreaker {
  state: unknown = null;
  readonly #failedAt = new Map<string, number>();

  note(subject: string): void {
    this.#failedAt.set(subject, Date.now());
  }

  success(): void {
    this.#failedAt.clear();
  }

  failure(state: CircuitState): boolean {
    if (state === CircuitState.HalfOpen) return true;
    const oldest = Date.now() - windowMs;
    for (const [subject, at] of this.#failedAt) if (at < oldest) this.#failedAt.delete(subject);
    return this.#failedAt.size >= subjectsToOpen;
  }
}
