import type { Term } from '../domain/term.js';
import type { CallOptions } from '../http.js';

/** What a payer let a provider charge again and again. */
export interface MandateRef {
  readonly externalId: string;
  /** Telegram's id of whoever pays, where the provider knows it. */
  readonly payer: bigint | null;
}

/** What a provider charges again and again by itself, once its payer agreed. */
export interface Mandates {
  /** What each of its charges pays for, where a plan's term is about as long; null where it has no such rhythm. */
  termOf(planTerm: Term): Term | null;
  /** The most that it charges so, in minor units; as much as once, when absent. */
  readonly max?: bigint;
  /** No further charges; what was paid stays paid. Of one that is ended already, nothing is left to do. */
  stop(mandate: MandateRef, call: CallOptions): Promise<void>;
  /** Lets the payer take up, at the provider, what `stop` ended; absent where they must begin anew. */
  allow?(mandate: MandateRef, call: CallOptions): Promise<void>;
}
