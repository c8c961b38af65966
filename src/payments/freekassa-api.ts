import { z } from 'zod';
import { Never, UpstreamRejected } from '../domain/errors.js';
import { formatDecimal } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import { Overtaken, type FreekassaClient } from './freekassa-client.js';
import {
  mainOf,
  ordersOf,
  ordersUnder,
  readName,
  toSnapshot,
  type FreekassaOrder,
} from './freekassa-orders.js';
import type { Intent, Provider, Snapshot } from './provider.js';
import { isOurCurrency } from './read-money.js';
import { wholeRefunds } from './whole-refund.js';

const createdSchema = z.object({ type: z.literal('success'), location: z.url() });
const doneSchema = z.object({ type: z.literal('success') });

interface Order {
  /** Its number of the way to pay. */
  readonly method: number;
  /** What stands for the payer's address. */
  readonly ip: string;
}

interface Found {
  readonly order: FreekassaOrder;
  readonly seen: Snapshot;
}

/**
 * Payments as orders of its API. A second create makes a second order under the same id of ours; only the link of the
 * last is shown, and whatever is paid under that id counts: what we hear of first as the payment, which is called by that
 * number from then on, what comes besides as more money.
 */
export function freekassaByApi(client: FreekassaClient, order: Order): Omit<Provider, 'limits' | 'webhook'> {
  return {
    createIdempotency: 'same_payment',
    asksAgain: true,
    get: async (id, call) => (await find(client, id, call))?.seen ?? null,
    ...wholeRefunds('freekassa', {
      get: async (id, call) => (await findMeant(client, id, call))?.seen ?? null,
      giveBack: (id, call) => giveBack(client, id, call),
    }),

    async create(intent, call) {
      const { location } = await client.write('orders/create', fieldsOf(intent, order), createdSchema, call);
      return { externalId: intent.paymentId, payUrl: location, expiresAt: null };
    },

    async *listSince(since, call) {
      const byPayment = new Map<string, FreekassaOrder[]>();
      for await (const found of ordersOf(client, { dateFrom: dateOf(since) }, call)) {
        const { merchant_order_id: paymentId, currency } = found;
        if (paymentId === null || !isOurCurrency(currency)) continue;
        byPayment.set(paymentId, [found, ...(byPayment.get(paymentId) ?? [])]);
      }
      for (const [paymentId, orders] of byPayment) {
        const main = mainOf(orders);
        for (const each of orders)
          yield toSnapshot(paymentId, each, orders, each === main ? 'whole' : 'by number');
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

/** A number means its order alone, whatever else was paid; null where it knows none. */
async function find(client: FreekassaClient, externalId: string, call: CallOptions): Promise<Found | null> {
  const name = readName(externalId);
  if (!name) return null;
  const { paymentId, number } = name;
  const orders = await ordersUnder(client, paymentId, call);
  const order = number === undefined ? mainOf(orders) : orders.find(({ fk_order_id: id }) => id === number);
  if (!order) return null;
  return { order, seen: toSnapshot(paymentId, order, orders, number === undefined ? 'whole' : 'by number') };
}

/** The one that is meant; of a payment that was credited when it still bore our id alone, the only one that is paid. */
async function findMeant(client: FreekassaClient, externalId: string, call: CallOptions) {
  const found = await find(client, externalId, call);
  const isMeant = found?.seen.opened?.as !== externalId || found.seen.opened.beside.length === 0;
  return isMeant ? found : null;
}

/** One source has a sum for a part of it, none what becomes of the order then. */
async function giveBack(client: FreekassaClient, externalId: string, call: CallOptions): Promise<void> {
  const found = await findMeant(client, externalId, call);
  if (!found) throw new UpstreamRejected(`freekassa knows no payment ${externalId}`);
  await client.write('orders/refund', { orderId: Number(found.order.fk_order_id) }, doneSchema, call);
}

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
