import type { MandateState } from '../domain/mandate.js';
import type { Delivery } from '../webhook.js';
import type { Cancelled, Origin } from './origin.js';
import type { RefundSnapshot, Snapshot } from './provider.js';

/** Named by the payment that it began with, and by who pays. */
export interface ToldOfMandate {
  readonly paymentId: bigint;
  readonly payerId: bigint;
  readonly state: MandateState;
}

/** Of what the provider charges by itself: it can be asked how that stands, and of the one charge that this tells of. */
export interface AsksMandate {
  readonly mandateId: string;
  /** Null where no charge came. */
  readonly charge: string | null;
}

/** What a verified webhook says, reduced to whom it concerns; the core stores the bytes and asks again. */
export interface ProviderEvent {
  /** Told twice, it is one: object, state and, where they repeat, period. Never the hash of the body. */
  readonly id: string;
  readonly kind: 'payment' | 'refund' | 'method' | 'mandate' | 'other';
  /** The provider's word for it, for the log. */
  readonly name: string;
  /** The provider's id of what it is about: of the payment, of the refund, or of the binding of a method. */
  readonly externalId: string | null;
  /** Our payment's id, where the event echoes it. */
  readonly paymentId: string | null;
  /** Of a refund: the provider's id of the payment it takes back. */
  readonly paymentExternalId?: string;
  /** That money came, or went back: its provider's own answer may be behind that, and is waited for. */
  readonly tells?: 'paid' | 'back';
  /** What a signed body claims, where there is nobody to ask. */
  readonly snapshot?: Snapshot;
  readonly refund?: RefundSnapshot;
  /** Of what the provider charges by itself: how it stands. */
  readonly mandate?: ToldOfMandate;
  readonly asks?: AsksMandate;
  /** Of a payment that began at the provider, so that no order of ours waits for it. */
  readonly origin?: Origin;
  /** Of what began there and is charged again and again. */
  readonly cancelled?: Cancelled;
}

/** How what a provider tells is understood. */
export interface EventReader {
  /** Null for what concerns no payment. Throws {MalformedWebhook}. */
  read(raw: Buffer): ProviderEvent | null;
}

export interface ProviderWebhook extends EventReader {
  /** What it wants to read in answer; "OK" unless it is particular. */
  readonly ack: string;
  /** It may also call by GET. */
  readonly takesGet?: boolean;
  /** Throws {InvalidSignature} unless the provider, as far as can be told, sent these bytes. */
  verify(delivery: Delivery): void;
}
