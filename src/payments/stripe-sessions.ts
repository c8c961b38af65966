import { z } from 'zod';
import { Never } from '../domain/errors.js';
import { currencies, money, type Money } from '../domain/money.js';
import type { SavedMethod } from '../domain/saved-method.js';
import type { Checkout, Claim, Snapshot } from './provider.js';
import { cardOf, cardSchema, customerId, methodId } from './stripe-cards.js';

/** It takes 30 minutes to a day; what could not be opened within half an hour of its tap is refused. */
export const lifetimeMs = 3_600_000;

export const sessionId = z.string().regex(/^cs_(?:test|live)_\w{1,200}$/);
export const intentId = z.string().regex(/^pi_\w{1,200}$/);

/** Whole minor units, as our currencies all have two decimals there too. */
export const minorSchema = z.int().min(0).transform(BigInt);

export const checkoutSchema = z.object({
  id: sessionId,
  url: z.url().nullable(),
  expires_at: z.int().positive(), // unix, in seconds
});

/** What a session is asked for together with: what became of the money is not in itself. */
export const expanded = 'payment_intent.latest_charge';

export const sessionSchema = z.object({
  id: sessionId,
  mode: z.string().max(40),
  status: z.enum(['open', 'complete', 'expired']).nullable(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  amount_total: minorSchema.nullable(),
  currency: z.string().max(8).nullable(),
  livemode: z.boolean(),
  client_reference_id: z.string().nullish(),
  customer: customerId.nullish().catch(null),
  payment_intent: z
    .object({
      id: intentId,
      status: z.string(),
      setup_future_usage: z.string().max(40).nullish(),
      payment_method: methodId.nullish().catch(null),
      latest_charge: z
        .object({
          amount_refunded: minorSchema,
          disputed: z.boolean(),
          payment_method_details: z.object({ card: cardSchema }).nullish().catch(null),
        })
        .nullish(),
    })
    .nullish(),
});
export type Session = z.output<typeof sessionSchema>;

export const toCheckout = ({ id, url, expires_at: ends }: z.output<typeof checkoutSchema>): Checkout => ({
  externalId: id,
  payUrl: url,
  expiresAt: new Date(ends * 1_000),
});

/** Null for what is in no currency of ours: another product of the same account. */
export function amountOf({
  amount_total: minor,
  currency,
}: Pick<Session, 'amount_total' | 'currency'>): Money | null {
  const known = currencies.find((each) => each.toLowerCase() === currency);
  return minor === null || known === undefined ? null : money(minor, known);
}

/** @throws {Never} when the amount is in a currency that we never asked for and cannot hold */
export function toSnapshot(session: Session, live: boolean): Snapshot {
  const { id, livemode, client_reference_id: paymentId, payment_intent: intent } = session;
  const amount = amountOf(session);
  if (!amount)
    throw new Never('payment.unknown_currency', `Stripe's ${id} is in ${session.currency}`, { id });
  const claim = claimOf(session);
  const method = claim === 'succeeded' ? savedWith(session) : undefined;
  return {
    externalId: id,
    paymentId: paymentId ?? null,
    claim,
    amount,
    refunded: money(intent?.latest_charge?.amount_refunded ?? 0n, amount.currency),
    ours: livemode === live,
    ...(method && { method }),
  };
}

/** Only a card is, and only where the session was told to. */
function savedWith({ customer, payment_intent: intent }: Session): SavedMethod | undefined {
  const { card } = intent?.latest_charge?.payment_method_details ?? {};
  const { setup_future_usage: usage, payment_method: method } = intent ?? {};
  return usage === 'off_session' && customer && method && card ? cardOf(customer, method, card) : undefined;
}

/** Complete is not paid: a bank may take days, and say no in the end. */
function claimOf({ status, payment_status: paid, payment_intent: intent }: Session): Claim {
  if (status === 'expired') return 'expired';
  if (status !== 'complete') return 'pending';
  if (paid !== 'unpaid') return 'succeeded';
  return intent?.status === 'requires_payment_method' || intent?.status === 'canceled' ? 'failed' : 'pending';
}
