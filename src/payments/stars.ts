import { z } from 'zod';
import { UpstreamRejected } from '../domain/errors.js';
import { money, type Money } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import { address, offering, optional } from './fields.js';
import { defineProvider, type Provider, type RefundSnapshot, type Snapshot } from './provider.js';
import { AlreadyRefunded, createClient, type StarsClient } from './stars-client.js';
import { periodSeconds, starsMandates, starsTerm } from './stars-mandates.js';
import { receipts } from './stars-receipts.js';
import { transactionSchema, transactionsSince, type Transaction } from './stars-transactions.js';

/** The bot's own two are described with the bot, whose configuration hands them on. */
const settings = z.object({
  STARS_ENABLED: offering(true, 'for what has a price in Stars'),
  BOT_TOKEN: optional(z.string()),
  TELEGRAM_API_ROOT: optional(address()),
});

/** Telegram names no largest invoice but for subscriptions (10 000); larger ones than this nobody reports [mem]. */
const limits = { XTR: { min: 1n, max: 100_000n } };

/** By how much Telegram's clock may be behind ours. */
const clockSkewMs = 5 * 60_000;

/**
 * Telegram Stars, paid within Telegram to the bot itself. The link is anybody's and may be paid again and again, so
 * each payment is asked for before (`precheckout.answer`), and compared with its person afterwards. It is told as an
 * update; one that was lost is found in the list of transactions. https://core.telegram.org/bots/payments-stars
 */
export const stars = defineProvider({
  id: 'stars',
  settings,
  enabledBy: 'STARS_ENABLED',

  create({ BOT_TOKEN: token, TELEGRAM_API_ROOT: root }, tools) {
    if (!token || !root) return { missing: 'set BOT_TOKEN' };
    return offered(createClient(root, token, tools.http));
  },
});

function offered(call: StarsClient): Provider {
  const since = (from: Date, options: CallOptions) =>
    transactionsSince(
      async (offset, limit) =>
        (await call('getStarTransactions', { offset, limit }, listSchema, options)).transactions,
      from,
    );

  return {
    limits,
    createIdempotency: 'same_payment',
    asksAgain: false,
    updates: receipts,
    fullRefundsOnly: true,

    mandates: starsMandates(call),

    async create({ amount, description, paymentId, repeat }, options) {
      const title = Array.from(description).slice(0, 32).join('');
      const invoice = {
        title,
        description,
        payload: paymentId,
        provider_token: '',
        currency: amount.currency,
        prices: [{ label: title, amount: Number(amount.minor) }],
        ...(repeat && { subscription_period: periodSeconds }),
      };
      const payUrl = await call('createInvoiceLink', invoice, z.url({ protocol: /^https$/ }), options);
      return { externalId: null, payUrl, expiresAt: null };
    },

    async *listSince(from, options) {
      for await (const transaction of since(from, options)) {
        const snapshot = snapshotOf(transaction);
        if (snapshot) yield snapshot;
      }
    },

    async *refundsSince(from, options) {
      for await (const transaction of since(from, options)) {
        if (transaction.receiver) yield refundOf(transaction.id, amountOf(transaction));
      }
    },

    async refund(externalId, amount, _key, options, of) {
      const from = new Date((of?.openedAt.getTime() ?? 0) - clockSkewMs);
      const userId = await payerOf(since(from, options), externalId);
      const charge = { user_id: userId, telegram_payment_charge_id: externalId };
      await call('refundStarPayment', charge, z.literal(true), options).catch(unlessDone);
      return refundOf(externalId, amount);
    },
  };
}

const listSchema = z.object({ transactions: z.array(transactionSchema) });

const amountOf = ({ amount }: Transaction): Money => money(BigInt(amount), 'XTR');

function snapshotOf(transaction: Transaction): Snapshot | null {
  const { id: externalId, source, date } = transaction;
  if (!source) return null;
  const { invoice_payload: paymentId, subscription_period: period, user } = source;
  return {
    externalId,
    paymentId,
    claim: 'succeeded',
    amount: amountOf(transaction),
    refunded: money(0n, 'XTR'),
    ours: true,
    repeatable: true,
    payer: BigInt(user.id),
    ...(period !== undefined && {
      repeat: { mandateId: null, term: starsTerm, paidUntil: new Date(1_000 * (date + period)) },
    }),
  };
}

/** There is one refund of a payment, all of it, under the id of the payment. */
const refundOf = (externalId: string, amount: Money): RefundSnapshot => ({
  externalId,
  paymentExternalId: externalId,
  claim: 'succeeded',
  amount,
  reason: null,
});

/** Whoever paid, who need not be whose order it was: only to them Telegram gives it back. */
async function payerOf(transactions: AsyncIterable<Transaction>, id: string): Promise<number> {
  for await (const transaction of transactions) {
    if (transaction.id === id && transaction.source) return transaction.source.user.id;
  }
  throw new UpstreamRejected('stars: nobody paid under that id', { id });
}

function unlessDone(error: unknown): void {
  if (!(error instanceof AlreadyRefunded)) throw error;
}
