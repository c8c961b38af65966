import { z } from 'zod';
import { Never, UpstreamRejected } from '../domain/errors.js';
import { formatDecimal, sameMoney } from '../domain/money.js';
import { Overtaken, type FreekassaClient } from './freekassa-client.js';
import { findOrder, ordersOf, toSnapshot } from './freekassa-orders.js';
import type { Intent, Provider } from './provider.js';
import { isOurCurrency } from './read-money.js';
import { refundedPayment, wholeRefund } from './whole-refund.js';

const createdSchema = z.object({ type: z.literal('success'), location: z.url() });
const doneSchema = z.object({ type: z.literal('success') });

interface Order {
  /** Its number of the way to pay. */
  readonly method: number;
  /** What stands for the payer's address. */
  readonly ip: string;
}

/**
 * Payments as orders of its API. A second create makes a second order under the same id of ours; only the link of the
 * last is shown, and whatever is paid under that id counts.
 */
export function freekassaByApi(client: FreekassaClient, order: Order): Omit<Provider, 'limits' | 'webhook'> {
  return {
    createIdempotency: 'same_payment',
    asksAgain: true,
    ...refunds(client),

    async create(intent, call) {
      const { location } = await client.write('orders/create', fieldsOf(intent, order), createdSchema, call);
      return { externalId: intent.paymentId, payUrl: location, expiresAt: null };
    },

    async get(externalId, call) {
      const found = await find(client, externalId, call);
      return found && toSnapshot(externalId, found);
    },

    async *listSince(since, call) {
      for await (const found of ordersOf(client, { dateFrom: dateOf(since) }, call)) {
        const { merchant_order_id: paymentId, currency } = found;
        if (paymentId !== null && isOurCurrency(currency)) yield toSnapshot(paymentId, found);
      }
    },

    async probe(call) {
      await client.read('balance', {}, doneSchema, call).catch((error: unknown) => {
        throw error instanceof Overtaken
          ? new Never(
              'freekassa.nonce',
              'FreeKassa: the shop saw a larger nonce than ours: make a new API key',
            )
          : error;
      });
    },
  };
}

/** There is no key for a refund: one that was made before shows in the order, which is why that is read first. */
const refunds = (client: FreekassaClient) =>
  ({
    // One source has a sum for a part of it, none what becomes of the order then.
    fullRefundsOnly: true,

    async refund(externalId, amount, _key, call) {
      const found = await find(client, externalId, call);
      if (!found) throw new UpstreamRejected(`freekassa knows no payment ${externalId}`);
      const before = toSnapshot(externalId, found);
      if (!sameMoney(before.amount, amount))
        throw new UpstreamRejected(`freekassa has another amount of payment ${externalId}`);
      if (before.refunded.minor > 0n) return wholeRefund(before);
      await client.write('orders/refund', { orderId: Number(found.fk_order_id) }, doneSchema, call);
      const after = await find(client, externalId, call);
      return wholeRefund(after ? toSnapshot(externalId, after) : before);
    },

    async getRefund(externalId, call) {
      const paymentId = refundedPayment(externalId);
      const found = paymentId === null ? null : await find(client, paymentId, call);
      return found && paymentId !== null ? wholeRefund(toSnapshot(paymentId, found)) : null;
    },
  }) satisfies Partial<Provider>;

const find: typeof findOrder = async (client, externalId, call) =>
  /^[\w-]{1,64}$/.test(externalId) ? findOrder(client, externalId, call) : null;

const fieldsOf = ({ paymentId, amount, payer }: Intent, { method, ip }: Order) => ({
  paymentId,
  i: method,
  email: payer.email ?? `${payer.telegramId ?? paymentId}@telegram.org`, // no answer goes there; example.com is refused
  ip,
  amount: formatDecimal(amount), // a text is signed as it stands
  currency: amount.currency,
});

/**
 * "2026-11-23 12:28:24". In which zone they read it is not documented (Moscow's, it seems): as UTC it is never later
 * than was meant.
 */
const dateOf = (date: Date): string => date.toISOString().slice(0, 19).replace('T', ' ');
