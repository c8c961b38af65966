import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from './chats.js';
import type { Market } from './market.js';

/** A person taps again when nothing happens: a tap that was only in Redis may be gone with it. */
export const patienceMs = 12_000;
const month = /1 месяц/;
const quarter = /3 месяца/;

/** What a person comes for. Each answers when they have what they wanted, or have waited too long for it. */
export const wants = {
  async once(market: Market, person: Person): Promise<void> {
    await buy(market, person, month);
    await hears(person, 1);
  },

  async twice(market: Market, person: Person): Promise<void> {
    await wants.once(market, person);
    await buy(market, person, quarter);
    await hears(person, 2);
  },

  async trial(market: Market, person: Person): Promise<void> {
    await insist(async () => {
      person.say('/start');
      const welcome = await person.sees(/Привет|Главное|Подписк/, patienceMs);
      if (!welcome || !person.tap(/Попробовать бесплатно/, welcome))
        return person.successes() > 0 || undefined;
      const offer = await person.sees(/Попробуйте бесплатно/, patienceMs);
      if (!offer || !person.tap(/Начать/, offer)) return undefined;
      return (await person.sees(/Пробный период начался/, patienceMs)) && true;
    });
    await buy(market, person, month);
    await hears(person, 2);
  },

  /**
   * Two invoices for one subscription, paid in the same moment: once before there is one, when making it keeps the two
   * apart, and again when nothing does but its lock.
   */
  async both(market: Market, person: Person): Promise<void> {
    await payTwo(market, person);
    await hears(person, 1);
    await payTwo(market, person, 'normal');
    await hears(person, 3);
  },

  /** The provider took another amount than was asked. */
  async wrong(market: Market, person: Person): Promise<void> {
    await market.payWrong(person, await order(person, month));
    await person.sees(/должен проверить человек/, 60_000);
  },

  /** Whoever does not pay, while somebody tells the shop that they did. */
  async forged(market: Market, person: Person): Promise<void> {
    await market.forge(person, await order(person, month));
  },

  /** Pays a day later, when the order has expired. */
  async late(market: Market, person: Person): Promise<void> {
    const payment = await order(person, month);
    await market.age(payment);
    await market.pay(person, payment);
    await hears(person, 1);
  },
} as const;

export type Want = keyof typeof wants;

/** Presses "I have paid" while paying, as many do: the provider is then asked from two sides in the same moment. */
async function buy(market: Market, person: Person, plan: RegExp): Promise<void> {
  const payment = await unpaid(market, person, plan);
  const invoice = await person.sees(/Счёт на/, 0);
  if (invoice) person.tap(/Проверить оплату/, invoice);
  await sleep(market.hesitationMs());
  await market.pay(person, payment);
}

async function payTwo(market: Market, person: Person, how?: 'normal'): Promise<void> {
  const payments = await twoUnpaid(market, person);
  await Promise.all(payments.map((payment) => market.pay(person, payment, how)));
}

/** Two invoices for one subscription. */
export async function twoUnpaid(
  market: Market,
  person: Person,
): Promise<readonly [first: string, second: string]> {
  const first = await unpaid(market, person, month);
  return [first, await unpaid(market, person, quarter, first)];
}

/** The same, and not the invoice of an earlier purchase, which a late result may show once more. */
const unpaid = (market: Market, person: Person, plan: RegExp, another?: string): Promise<string> =>
  insist(async () => {
    const payment = await order(person, plan);
    const isOld = payment === another || market.deeds.some((deed) => deed.payment === payment);
    return isOld ? undefined : payment;
  });

/** Everything up to the pay button; answers the provider's id of the payment. */
export const order = (person: Person, plan: RegExp): Promise<string> =>
  insist(async () => {
    const url = await payUrlOf(person, plan, /Картой/);
    return url === undefined ? undefined : new URL(url).pathname.split('/').at(-1);
  });

/** One try to get as far as the pay button; answers where it leads. */
export async function payUrlOf(person: Person, plan: RegExp, way: RegExp): Promise<string | undefined> {
  person.say('/buy');
  const plans = await person.sees(/На какой срок/, patienceMs);
  if (!plans || !person.tap(plan, plans)) return undefined;
  const methods = await person.sees(/удобнее заплатить/, patienceMs);
  if (!methods || !person.tap(way, methods)) return undefined;
  const invoice = await person.sees(/Счёт на/, patienceMs * 2);
  const button = invoice?.keyboard.flat().find(({ text }) => /Оплатить/.test(text));
  return button && 'url' in button ? button.url : undefined;
}

/**
 * A try that fails comes again after a while, a later one after a longer: what it waits for may be on its way, and whoever
 * asks again and again waits behind their own questions.
 */
export async function insist<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 30; tries++) {
    const earliest = Date.now() + (tries + 1) * 1_500;
    const reached = await attempt();
    if (reached !== undefined) return reached;
    await sleep(Math.max(0, earliest - Date.now()));
  }
  throw new Error('a buyer gave up after thirty tries');
}

/** Waits a while; whether everybody was told in the end, the invariants say. */
export async function hears(person: Person, times: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (person.successes() < times && !person.hasLeft() && Date.now() < deadline) {
    await sleep(300);
  }
}
