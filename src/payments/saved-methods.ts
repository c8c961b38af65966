import type { SavedMethod } from '../domain/saved-method.js';
import type { CallOptions } from '../http.js';
import type { Checkout, Intent, Snapshot } from './provider.js';

/** A method that its person lets us save without buying anything. */
export interface BindIntent {
  /** The idempotency key; a new try is a new one. */
  readonly bindingId: string;
  readonly createdAt: Date;
  readonly payer: Intent['payer'];
}

/** What became of that, as the provider sees it. */
export interface BindSnapshot {
  readonly externalId: string;
  readonly claim: 'pending' | 'succeeded' | 'expired' | 'failed';
  /** False when it was saved for another shop, or as a test. */
  readonly ours: boolean;
  /** Once it succeeded. */
  readonly method?: SavedMethod;
}

/** Methods that are saved, and charged without their person. */
export interface SavedMethods {
  /** What we take for the wish of payers who never said whether to save: they see it, and can change it. */
  readonly proposed: boolean;
  /**
   * Charges it, under the payment's id as idempotency key: a repeat within a day answers the same and takes nothing
   * more, so an unknown outcome (thrown, as of `create`) is found out by the same call. The answer may be `pending`:
   * its end comes by webhook and `get`, as of every payment. A decline is a snapshot that `failed`, with its reason.
   *
   * @throws {MethodGone} when it cannot be charged any more: nothing was taken, and there is no payment
   */
  charge(intent: Intent, methodId: string, call: CallOptions): Promise<Snapshot>;
  /** Has the provider drop it too, where it can; of one that it does not know, nothing is left to do. */
  forget?(methodId: string, call: CallOptions): Promise<void>;
  /** Opens a page on which a method is saved, and nothing paid. */
  bind(intent: BindIntent, call: CallOptions): Promise<Checkout>;
  /** What became of that; null when it knows no such thing. */
  getBinding(externalId: string, call: CallOptions): Promise<BindSnapshot | null>;
}
