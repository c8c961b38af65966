import { setTimeout as sleep } from 'node:timers/promises';
import orderExpire from '../../src/jobs/order.expire.js';
import { promise } from '../../src/queue/promise.js';
import type { Delivery } from '../../src/sandbox/till/notices.js';
import { tell } from '../e2e/support/buyer.js';
import type { Shop } from '../support/fleet/open-shop.js';
import type { Person } from './chats.js';
import type { Random } from './random.js';
import { untilJudged } from './strangers.js';

/** What a person did at the provider. */
export interface Deed {
  readonly person: number;
  readonly payment: string;
  readonly is: 'paid' | 'wrong' | 'forged';
}

export interface Market {
  readonly deeds: readonly Deed[];
  /** How often notices travelled in each way that there is. */
  readonly deliveries: Readonly<Record<string, number>>;
  /** Forged notices from addresses off the list, by what they were answered. */
  readonly strangers: ReadonlyMap<number, number>;
  /** How long somebody takes from one press to the next. */
  hesitationMs(): number;
  /** The notice travels as luck has it, unless it is told how. */
  pay(person: Person, payment: string, how?: 'normal'): Promise<void>;
  payWrong(person: Person, payment: string): Promise<void>;
  forge(person: Person, payment: string): Promise<void>;
  /** A day passes for the order of this payment, and it expires. */
  age(payment: string): Promise<void>;
}

/** How notices of payments travel: most as they should. */
const normal: Delivery = { mode: 'normal', copies: 1, delayMs: 0 };
const deliveries: readonly Delivery[] = [
  ...Array.from({ length: 5 }, () => normal),
  { mode: 'duplicate', copies: 3, delayMs: 0 },
  { mode: 'duplicate', copies: 20, delayMs: 0 },
  { mode: 'late', copies: 1, delayMs: 2_000 },
  { mode: 'late', copies: 1, delayMs: 7_000 },
  { mode: 'lost', copies: 0, delayMs: 0 },
];

const nameOf = ({ mode, copies }: Delivery): string => (mode === 'duplicate' ? `duplicate ×${copies}` : mode);

/** How often a notice travelled in each way that there is. */
const noneYet = (): Record<string, number> => Object.fromEntries(deliveries.map((one) => [nameOf(one), 0]));

/** Aged by so much, an order has expired. */
const dayAndMoreMs = 25 * 3_600_000;

/** The provider's side of the purchases, with a memory of what is true there. */
export function openMarket(shop: Shop, random: Random, shut: AbortSignal): Market {
  const { sandbox, db, edgeUrl } = shop;
  const deeds: Deed[] = [];
  const strangers = new Map<number, number>();
  const delivered = noneYet();
  const deal = random.dealer(deliveries);
  let expired = 0;

  return {
    deeds,
    strangers,
    deliveries: delivered,
    hesitationMs: () => random.between(0, 250),

    async pay({ id: person }, payment, how) {
      shut.throwIfAborted();
      const delivery = how === 'normal' ? normal : deal();
      const name = nameOf(delivery);
      delivered[name] = (delivered[name] ?? 0) + 1;
      sandbox.yookassa.pay(payment, delivery);
      deeds.push({ person, payment, is: 'paid' });
    },

    async payWrong({ id: person }, payment) {
      shut.throwIfAborted();
      const amount = random.pick(['198.99', '1.00', '19900.00']);
      await tell(shop, `/control/yookassa/payments/${payment}`, { amount }, 'PATCH');
      sandbox.yookassa.pay(payment);
      deeds.push({ person, payment, is: 'wrong' });
    },

    async forge({ id: person }, payment) {
      shut.throwIfAborted();
      deeds.push({ person, payment, is: 'forged' });
      const body = JSON.stringify({
        type: 'notification',
        event: 'payment.succeeded',
        object: {
          id: payment,
          status: 'succeeded',
          paid: true,
          amount: { value: '199.00', currency: 'RUB' },
        },
      });
      const byNeighbour = async (): Promise<number | null> => {
        const told = await tell(shop, '/control/yookassa/forge', JSON.parse(body));
        return (told as { status: number | null }).status;
      };
      await untilJudged(byNeighbour, shut);
      for (const address of ['203.0.113.7', '185.71.77.1, 203.0.113.7']) {
        const headers = { 'x-forwarded-for': address };
        const byStranger = (): Promise<number | null> =>
          fetch(`${edgeUrl}/webhook/yookassa`, { method: 'POST', headers, body }).then(
            (answer) => answer.status,
            () => null,
          );
        const status = await untilJudged(byStranger, shut);
        strangers.set(status, (strangers.get(status) ?? 0) + 1);
      }
    },

    async age(payment) {
      const found = () => db.payments.query().findOne({ externalId: payment }).throwIfNotFound();
      const { orderId, id } = await stubborn(found);
      const old = { createdAt: new Date(Date.now() - dayAndMoreMs) };
      await stubborn(() => db.knex('orders').where({ id: orderId }).update(old));
      await stubborn(() => db.knex('payments').where({ id }).update(old));
      const tick = `chaos-${(expired += 1)}`;
      await stubborn(() => db.transaction((trx) => promise(trx, orderExpire, tick)));
      const isOver = async () => (await db.orders.query().findById(orderId))?.state === 'expired';
      for (const deadline = Date.now() + 60_000; !(await stubborn(isOver)) && Date.now() < deadline;)
        await sleep(200);
    },
  };
}

/** A question to a database that may be dying just now. */
export async function stubborn<T>(ask: () => PromiseLike<T>, ms = 60_000): Promise<T> {
  for (const deadline = Date.now() + ms; ; await sleep(200)) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
