import { z } from 'zod';
import type { Decline, MethodKind, SavedMethod } from '../domain/saved-method.js';

/** Goes into a path, so nothing that could leave it. */
export const externalIdSchema = z.string().regex(/^[\w-]{1,64}$/);

const text = z.string().max(40).optional().catch(undefined);

/** Of a payment, or on its own. */
export const methodSchema = z.object({
  id: externalIdSchema,
  type: z.string().max(40),
  saved: z.boolean(),
  status: z.enum(['pending', 'active', 'inactive']).optional().catch(undefined),
  title: text,
  card: z.object({ last4: text, card_type: text }).optional().catch(undefined),
  account_number: text, // of a YooMoney wallet
});

const kinds: Partial<Record<string, readonly [MethodKind, string]>> = {
  bank_card: ['card', 'Card'],
  sbp: ['sbp', 'СБП'],
  yoo_money: ['wallet', 'YooMoney'],
  sberbank: ['bank', 'SberPay'],
  tinkoff_bank: ['bank', 'T-Pay'],
};

/** Undefined unless it is saved: the id of one that is not is only the payment's. */
export function toMethod(method: z.output<typeof methodSchema>): SavedMethod | undefined {
  if (!method.saved) return undefined;
  const { id, type, title, card, account_number: account } = method;
  const [kind, name] = kinds[type] ?? (['other', title ?? type] as const);
  const digits = card?.last4 ?? account?.slice(-4);
  return { id, kind, title: [card?.card_type ?? name, ...(digits ? ['••', digits] : [])].join(' ') };
}

/** https://yookassa.ru/developers/payment-acceptance/after-the-payment/declined-payments */
const declines: Partial<Record<string, Decline>> = {
  insufficient_funds: 'no_money',
  payment_method_limit_exceeded: 'limit',
  issuer_unavailable: 'temporary',
  internal_timeout: 'temporary',
  card_expired: 'expired',
  permission_revoked: 'revoked',
  invalid_card_number: 'revoked',
  invalid_csc: 'suspected',
  payment_method_restricted: 'suspected',
  fraud_suspected: 'suspected',
  country_forbidden: 'suspected',
  '3d_secure_failed': 'suspected',
  identification_required: 'suspected',
  unsupported_mobile_operator: 'suspected',
};

/** One that we do not know is as "general_decline". */
export const declineOf = (reason: string | undefined): Decline => declines[reason ?? ''] ?? 'other';
