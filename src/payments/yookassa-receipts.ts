import { formatDecimal, type Money } from '../domain/money.js';
import { cut } from './cut.js';
import type { Intent } from './provider.js';
import type { YookassaSettings } from './yookassa-settings.js';

/** YooKassa takes as much, in a payment as in a receipt. */
export const descriptionUnits = 128;

export interface Receipts {
  readonly wanted: boolean;
  /** The part of a request that holds the receipt, or nothing. */
  ofPayment(intent: Intent): object;
  ofRefund(amount: Money, description: string, email: string | null): object;
}

/** Receipts by Russian law 54-FZ: one line, whose sum is the payment's to the kopek, sent to the payer's e-mail. */
export function createReceipts(settings: YookassaSettings): Receipts | { readonly missing: string } {
  const fallback = settings.YOOKASSA_DEFAULT_RECEIPT_EMAIL;
  const wanted = settings.YOOKASSA_RECEIPTS_ENABLED ?? fallback !== undefined;
  if (!wanted) return { wanted, ofPayment: () => ({}), ofRefund: () => ({}) };
  if (fallback === undefined) {
    return {
      missing:
        'receipts need an e-mail: set YOOKASSA_DEFAULT_RECEIPT_EMAIL, or YOOKASSA_RECEIPTS_ENABLED=false',
    };
  }

  const measure = settings.YOOKASSA_RECEIPT_MEASURE;
  const receipt = (email: string, amount: Money, description: string) => ({
    receipt: {
      customer: { email },
      items: [
        {
          description: cut(description, descriptionUnits),
          quantity: '1.00',
          amount: { value: formatDecimal(amount), currency: amount.currency },
          vat_code: settings.YOOKASSA_VAT_CODE,
          payment_mode: settings.YOOKASSA_PAYMENT_MODE,
          payment_subject: settings.YOOKASSA_PAYMENT_SUBJECT,
          ...(measure && { measure }),
        },
      ],
    },
  });
  return {
    wanted,
    ofPayment: ({ payer, amount, description }) => receipt(payer.email ?? fallback, amount, description),
    ofRefund: (amount, description, email) => receipt(email ?? fallback, amount, description),
  };
}
