import { z } from 'zod';
import { money } from '../domain/money.js';
import type { Snapshot } from './provider.js';
import type { ProviderEvent } from './provider-event.js';
import { takeWebhook } from './read-webhook.js';
import { currencySchema, instantSchema, minorSchema, toMoney } from './tribute-fields.js';

const service = 'tribute';
const idSchema = z.int().nonnegative();

/** Of somebody who paid by e-mail ("W-…") there is no Telegram id. */
const payerFields = {
  telegram_user_id: z.int().positive().nullish().catch(null),
  trb_user_id: z.string().max(64).nullish().catch(null),
};

/** `price` is what the payer paid, `amount` what is left of it after Tribute's fee. */
const chargeSchema = z.object({
  ...payerFields,
  subscription_id: idSchema,
  period_id: idSchema,
  price: minorSchema,
  currency: currencySchema,
  expires_at: instantSchema,
  type: z.string().max(32).default('regular'),
});

const cancellationSchema = chargeSchema.pick({
  telegram_user_id: true,
  trb_user_id: true,
  subscription_id: true,
});

const purchaseSchema = z.object({
  ...payerFields,
  purchase_id: idSchema,
  product_id: idSchema,
  amount: minorSchema,
  currency: currencySchema,
});

const purchaseRefundSchema = purchaseSchema.pick({ purchase_id: true, amount: true, currency: true });

type Payload = Readonly<Record<string, unknown>>;

/**
 * A subscription was paid, for the first time or again: one charge per end of the paid term, whichever event tells it.
 * A trial carries no money, so it gives nothing: it is only noted.
 */
export function charge(payload: Payload, name: string, at: Date): ProviderEvent {
  const told = takeWebhook(service, chargeSchema, payload);
  const { subscription_id: id, period_id: period, price: minor, currency, expires_at: until, type } = told;
  const subscription = subscriptionOf(told);
  const externalId = `${subscription}:${until.toISOString()}`;
  const event = { id: `${externalId}:${name}`, externalId, paymentId: null };
  if (type === 'trial' || minor === 0) return { ...event, kind: 'other', name: `${name} (${type})` };
  const product = `${id}/${period}`;
  return {
    ...event,
    kind: 'payment',
    name,
    snapshot: paid(externalId, toMoney({ minor, currency })),
    origin: { payerTelegramId: payerOf(told), product, subscription, paidUntil: until, at },
  };
}

/**
 * It is not charged again, and access stays until its end. When that is, `expires_at` says here too, but not whether a
 * charge came after it: that tells the time of the event, which stays the same over retries.
 */
export function cancellation(payload: Payload, name: string, at: Date): ProviderEvent {
  const told = takeWebhook(service, cancellationSchema, payload);
  const [subscription, payerTelegramId] = [subscriptionOf(told), payerOf(told)];
  const id = `${name}:${subscription}:${at.toISOString()}`;
  const event = { id, name, externalId: null, paymentId: null };
  if (payerTelegramId === null) return { ...event, kind: 'other' };
  return { ...event, kind: 'mandate', cancelled: { payerTelegramId, subscription, at } };
}

/** A digital product was bought. Of its price only the amount is told. */
export function purchase(payload: Payload, name: string, at: Date): ProviderEvent {
  const told = takeWebhook(service, purchaseSchema, payload);
  const externalId = purchaseId(told);
  const event = { id: `${externalId}:${name}`, name, externalId, paymentId: null };
  if (told.amount === 0) return { ...event, kind: 'other' };
  const product = String(told.product_id);
  return {
    ...event,
    kind: 'payment',
    snapshot: paid(externalId, toMoney({ minor: told.amount, currency: told.currency })),
    origin: { payerTelegramId: payerOf(told), product, subscription: null, paidUntil: null, at },
  };
}

/** All of a purchase goes back, and once. There is nobody to ask about it. */
export function purchaseRefund(payload: Payload, name: string): ProviderEvent {
  const told = takeWebhook(service, purchaseRefundSchema, payload);
  const paymentExternalId = purchaseId(told);
  const externalId = `${paymentExternalId}:refund`;
  const amount = toMoney({ minor: told.amount, currency: told.currency });
  return {
    id: externalId,
    kind: 'refund',
    name,
    externalId,
    paymentId: null,
    paymentExternalId,
    refund: { externalId, paymentExternalId, claim: 'succeeded', amount, reason: null },
  };
}

const purchaseId = ({ purchase_id: id }: { readonly purchase_id: number }): string => `purchase:${id}`;

/** Charged again and again from one payer. */
const subscriptionOf = (told: z.output<typeof cancellationSchema>): string =>
  `${told.subscription_id}:${told.telegram_user_id ?? told.trb_user_id ?? 'nobody'}`;

const payerOf = ({ telegram_user_id: id }: { readonly telegram_user_id?: number | null | undefined }) =>
  id === null || id === undefined ? null : BigInt(id);

const paid = (externalId: string, amount: Snapshot['amount']): Snapshot => ({
  externalId,
  paymentId: null,
  claim: 'succeeded',
  amount,
  refunded: money(0n, amount.currency),
  ours: true,
});
