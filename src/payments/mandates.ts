import type { MandateState } from '../domain/mandate.js';
import type { Term } from '../domain/term.js';
import type { CallOptions } from '../http.js';
import type { Snapshot } from './provider.js';

/** What a payer let a provider charge again and again. */
export interface MandateRef {
  readonly externalId: string;
  /** Telegram's id of whoever pays, where the provider knows it. */
  readonly payer: bigint | null;
}

/** How what a provider charges by itself stands there now. */
export interface Standing {
  /** `awaited`: its payer has not agreed yet; `refused`: and will not any more; `stopped`: for good, by whomever. */
  readonly state: MandateState | 'awaited' | 'refused';
  /** The charge that was asked for by its own name, where the provider knows it and it came. */
  readonly named: Snapshot | null;
  /** All that came, oldest first, by stand-ins (`standIn`) of their names. */
  readonly charges: readonly Snapshot[];
}

/** One of all that a provider charges by itself, as its list has it. */
export interface Listed {
  readonly externalId: string;
  /** At least as many as came. */
  readonly charges: number;
  readonly last: Date | null;
  /** Null where it charges no more, or not yet. */
  readonly next: Date | null;
}

/** What a provider charges again and again by itself, once its payer agreed. */
export interface Mandates {
  /** What each of its charges pays for, where a plan's term is about as long; null where it has no such rhythm. */
  termOf(planTerm: Term): Term | null;
  /** The most that it charges so, in minor units; as much as once, when absent. */
  readonly max?: bigint;
  /** An amount must be a multiple of it, in minor units; any may be charged, when absent. */
  readonly step?: bigint;
  /** A charge that came to nothing is not tried again. */
  readonly triesOnce?: true;
  /** Its payer has something to do there before they can agree: the text `repeat-first-<id>` says what. */
  readonly asksFirst?: true;
  /** No further charges; what was paid stays paid. Of one that is ended already, nothing is left to do. */
  stop(mandate: MandateRef, call: CallOptions): Promise<void>;
  /** Lets the payer take up, at the provider, what `stop` ended; absent where they must begin anew. */
  allow?(mandate: MandateRef, call: CallOptions): Promise<void>;
  /** How it stands now, where that can be asked; null when nobody there knows it. `charge`: the name of one of its charges. */
  look?(
    mandate: MandateRef & { readonly term: Term },
    call: CallOptions,
    charge?: string,
  ): Promise<Standing | null>;
  /** All there are, page by page, where they can be listed: finds charges that nobody told us. */
  list?(call: CallOptions): AsyncIterable<readonly Listed[]>;
}
