import { z } from 'zod';
import type { MandateState } from '../domain/mandate.js';
import { currencies, money } from '../domain/money.js';
import { receiptId, toldId } from '../domain/star-receipt.js';
import type { EventReader, ProviderEvent } from './provider-event.js';
import { readWebhook } from './read-webhook.js';
import { starsTerm } from './stars-mandates.js';

const Receipt = z.object({
  currency: z.string(),
  total_amount: z.number().int().nonnegative(),
  invoice_payload: z.string(),
  telegram_payment_charge_id: z.string().regex(/^[^\0]+$/),
  is_recurring: z.boolean().default(false),
  is_first_recurring: z.boolean().default(false),
  /** Seconds since the epoch. */
  subscription_expiration_date: z.number().int().optional(),
});
type Receipt = z.output<typeof Receipt>;

/** What happened to a subscription (BotSubscriptionUpdated), with the id of its update. */
const Told = z.object({
  update_id: z.number().int(),
  subscription: z.object({
    user: z.object({ id: z.number().int() }),
    invoice_payload: z.string(),
    state: z.string(),
  }),
});

/** As Telegram calls them. Others may come. */
const states: ReadonlyMap<string, MandateState> = new Map([
  ['canceled', 'paused'],
  ['active', 'on'],
  ['failed', 'failed'],
]);

/** A message of Telegram; who gets a refund is the other side of the chat, for it is sent by the bot. */
const Message = z.union([
  z.object({ from: z.object({ id: z.number().int() }), successful_payment: Receipt }),
  z.object({ refunded_payment: Receipt }),
  Told,
]);

/** Telegram's service messages, read out of the inbox. Its transport has known them to be Telegram's before. */
export const receipts: EventReader = {
  read(raw) {
    const message = readWebhook('stars', Message, raw);
    if ('subscription' in message) return readTold(message);
    return 'successful_payment' in message
      ? readPaid(message.successful_payment, BigInt(message.from.id))
      : readRefunded(message.refunded_payment);
  },
};

function readPaid(receipt: Receipt, payer: bigint): ProviderEvent {
  const { telegram_payment_charge_id: externalId, invoice_payload: paymentId } = receipt;
  const id = receiptId('paid', externalId);
  const amount = amountOf(receipt);
  if (!amount) return { id, kind: 'other', name: 'a payment in a currency of others', externalId, paymentId };
  const refunded = money(0n, amount.currency);
  const snapshot = {
    externalId,
    paymentId,
    claim: 'succeeded',
    amount,
    refunded,
    ours: true,
    repeatable: true,
    payer,
    ...repeatOf(receipt),
  } as const;
  return { id, kind: 'payment', name: 'successful_payment', externalId, paymentId, snapshot };
}

/** A further term of a subscription bears the payload of the first, and a charge id of its own. */
function repeatOf({ is_recurring: isRepeat, is_first_recurring: isFirst, ...receipt }: Receipt) {
  const { subscription_expiration_date: until } = receipt;
  if (!isRepeat || until === undefined) return {};
  return { repeat: { mandateId: null, isFirst, term: starsTerm, paidUntil: new Date(1_000 * until) } };
}

function readRefunded(receipt: Receipt): ProviderEvent {
  const { telegram_payment_charge_id: externalId, invoice_payload: paymentId } = receipt;
  const id = receiptId('refunded', externalId);
  const amount = amountOf(receipt);
  if (!amount) return { id, kind: 'other', name: 'a refund in a currency of others', externalId, paymentId };
  const refund = {
    externalId,
    paymentExternalId: externalId,
    claim: 'succeeded',
    amount,
    reason: null,
  } as const;
  return {
    id,
    kind: 'refund',
    name: 'refunded_payment',
    externalId,
    paymentId,
    paymentExternalId: externalId,
    refund,
  };
}

function readTold({ update_id, subscription }: z.output<typeof Told>): ProviderEvent {
  const { invoice_payload: payload, user } = subscription;
  const state = states.get(subscription.state);
  const event = { id: toldId(update_id), name: 'a subscription', externalId: null } as const;
  if (!state || !/^\d{1,18}$/.test(payload)) return { ...event, kind: 'other', paymentId: null };
  const mandate = { paymentId: BigInt(payload), payerId: BigInt(user.id), state };
  return { ...event, kind: 'mandate', paymentId: payload, mandate };
}

/** Telegram counts in the smallest units, as we do. */
function amountOf({ currency, total_amount: total }: Receipt) {
  const known = currencies.find((one) => one === currency);
  return known && money(BigInt(total), known);
}
