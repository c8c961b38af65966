import type { JournalLine } from '../till/journal.js';
import type { Notice } from '../till/notices.js';

export interface Amount {
  readonly value: string;
  readonly currency: string;
}

/** A payment as the API shows it. */
export interface PaymentObject {
  readonly id: string;
  readonly status: 'pending' | 'waiting_for_capture' | 'succeeded' | 'canceled';
  readonly paid: boolean;
  readonly amount: Amount;
  readonly income_amount?: Amount;
  readonly description?: string;
  readonly recipient: { readonly account_id: string; readonly gateway_id: string };
  readonly payment_method?: MethodObject;
  readonly created_at: string;
  readonly captured_at?: string;
  readonly expires_at?: string;
  readonly confirmation?: {
    readonly type: 'redirect';
    readonly return_url: string;
    readonly confirmation_url: string;
  };
  readonly test: boolean;
  readonly refunded_amount: Amount;
  readonly refundable: boolean;
  readonly receipt_registration?: 'pending' | 'succeeded' | 'canceled';
  readonly metadata: Readonly<Record<string, string>>;
  readonly cancellation_details?: Cancellation;
}

export interface Cancellation {
  readonly party: 'merchant' | 'yoo_money' | 'payment_network';
  readonly reason: string;
}

/** What was paid by, and what is saved. */
export interface MethodObject {
  readonly id: string;
  readonly type: 'bank_card';
  readonly saved: boolean;
  readonly status: 'pending' | 'active' | 'inactive';
  readonly title?: string;
  readonly card?: Readonly<Record<'last4' | 'card_type' | 'expiry_month' | 'expiry_year', string>>;
  readonly holder?: { readonly account_id: string; readonly gateway_id: string };
  readonly confirmation?: PaymentObject['confirmation'];
}

/** A method with what only the emulator knows of it. */
export interface Method {
  readonly id: string;
  readonly shown: MethodObject;
  /** What its bank says to charges; null: it pays. */
  readonly declines: Cancellation | null;
  /** When its page dies; null once it is final. */
  readonly deadlineMs: number | null;
}

/** A payment with what only the emulator knows of it. */
export interface Payment {
  readonly shown: PaymentObject;
  readonly returnUrl: string | null;
  readonly capture: boolean;
  /** Its method is to be saved once it is paid. */
  readonly saves: boolean;
  /** As it was sent; null without one. */
  readonly receipt: unknown;
  /** When it dies unless somebody acts; null once it is final. */
  readonly deadlineMs: number | null;
}

export interface Refund {
  readonly id: string;
  readonly payment_id: string;
  readonly status: 'pending' | 'succeeded' | 'canceled';
  readonly amount: Amount;
  readonly created_at: string;
  readonly description?: string;
  readonly cancellation_details?: Cancellation;
}

/** What was answered under an idempotence key. */
export interface Answer {
  readonly key: string;
  /** Hash of the path and the data. */
  readonly print: string;
  readonly atMs: number;
  readonly status: number;
  readonly body: unknown;
}

/** All that survives a restart; plain JSON. */
export interface YookassaState {
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly answers: readonly Answer[];
  readonly methods?: readonly Method[];
  readonly notices: readonly Notice<PaymentObject | Refund | MethodObject>[];
  readonly journal: readonly JournalLine[];
  readonly webhookUrl: string | null;
}
