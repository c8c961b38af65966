import type { Sandbox } from '../../../src/sandbox/server.js';
import { minorOf } from '../../../src/sandbox/till/bill.js';
import type { Counter } from './counters.js';

const minor = (value: string | undefined): bigint => BigInt(minorOf(value ?? '0') ?? 0);

/** YooKassa's emulator is older than the tills of the others. */
export function yookassaCounter({ yookassa, url }: Sandbox): Counter {
  const control = async (path: string, body: object, method = 'POST'): Promise<Response> => {
    const answer = await fetch(`${url}/control/yookassa${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const decimal = (amount: number): string => (amount / 100).toFixed(2);
  return {
    provider: 'yookassa',
    way: /Картой или СБП/,
    months: [1, 3],
    takesRubles: true,
    refunds: { ours: 'parts', cabinet: 'parts' },
    billOf: (payUrl) => new URL(payUrl).pathname.split('/').at(-1) ?? '',
    async pay(bill, _person, how) {
      yookassa.pay(bill, how);
      return true;
    },
    async payWrong(bill, amount) {
      await control(`/payments/${bill}`, { amount: decimal(amount) }, 'PATCH');
      yookassa.pay(bill);
    },
    async refund(bill, amount) {
      await control(`/payments/${bill}/refund`, { amount: { value: decimal(amount), currency: 'RUB' } });
    },
    tellAgain: (bill) => yookassa.tellAgain(bill),
    hurry: () => undefined, // it tries again within seconds
    // What it sends again in an hour is asked for before.
    waiting: () =>
      yookassa
        .snapshot()
        .notices.filter(({ dueMs }) => dueMs < Date.now() + 60_000)
        .map(({ event, object: { id } }) => `${event} ${id}`),
    books: () =>
      yookassa.payments.map(({ id, metadata, amount, status, refunded_amount: refunded }) => ({
        bill: id,
        paymentId: metadata?.['payment_id'] ?? null,
        externalId: id,
        minor: minor(amount.value),
        currency: amount.currency,
        isPaid: status === 'succeeded',
        refundedMinor: minor(refunded?.value),
      })),
  };
}

/** Stars are paid within Telegram, once the bot has agreed. */
export function starsCounter({ telegram }: Sandbox): Counter {
  const charges = () => telegram.snapshot().stars.charges;
  return {
    provider: 'stars',
    way: /⭐/,
    months: [1, 3],
    takesRubles: false,
    refunds: { ours: 'whole' },
    billOf: (payUrl) => payUrl,
    async pay(bill, person) {
      for (let tries = 0; tries < 12; tries++) {
        const { paid } = await telegram.payInvoice(person, bill);
        if (paid) return true;
      }
      return false; // what was paid another way meanwhile, it refuses
    },
    tellAgain: () => undefined,
    hurry: () => undefined,
    waiting: () => [],
    books: () =>
      charges().map(({ id, personId, invoice, refunded }) => ({
        bill: id,
        paymentId: invoice.payload,
        externalId: id,
        minor: BigInt(invoice.total),
        currency: invoice.currency,
        isPaid: true,
        payer: personId,
        refundedMinor: refunded === undefined ? 0n : BigInt(invoice.total),
      })),
  };
}
