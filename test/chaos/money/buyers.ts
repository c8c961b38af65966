import { setTimeout as sleep } from 'node:timers/promises';
import { hears, insist, patienceMs, payUrlOf } from '../buyer.js';
import type { Person } from '../chats.js';
import type { Counter } from './counters.js';
import type { MoneyMarket } from './market.js';

export interface Visit {
  readonly market: MoneyMarket;
  readonly person: Person;
  /** Whom they pay by; another is at hand where they need two. */
  readonly counter: Counter;
  readonly other: Counter;
  /** Somebody else comes, too. */
  readonly meet: () => Person;
}

export type MoneyWant = (visit: Visit) => Promise<void>;

const planOf = (months: 1 | 3): RegExp => (months === 1 ? /1 месяц/ : /3 месяца/);

/** A bill of this provider that nobody has paid yet. */
export const unpaid = (
  { market, person }: Pick<Visit, 'market' | 'person'>,
  counter: Counter,
  months: 1 | 3 = 1,
): Promise<string> =>
  insist(async () => {
    const url = await payUrlOf(person, planOf(months), counter.way);
    if (url === undefined) return undefined;
    const bill = counter.billOf(url);
    const isOld =
      !isAt(counter, url) || market.deeds.some((deed) => deed.bill === bill && deed.is === 'paid');
    return isOld ? undefined : bill;
  });

/** An older invoice may be shown again by a late result. */
const isAt = ({ provider }: Counter, url: string): boolean =>
  provider === 'stars' ? url.startsWith('https://t.me/$') : new URL(url).pathname.includes(`/${provider}/`);

export async function buy(visit: Visit, counter = visit.counter, months: 1 | 3 = 1): Promise<string> {
  const { market, person } = visit;
  const bill = await unpaid(visit, counter, months);
  const invoice = await person.sees(/Счёт на/, 0);
  if (invoice && market.random.chance(0.5)) person.tap(/Проверить оплату/, invoice);
  await sleep(market.hesitationMs());
  await market.pay(person, counter, bill);
  return bill;
}

/** Says a code until it is taken, or was before: by them, or where it is scarce by others. */
export const activates = (
  person: Person,
  code: string,
  answer = /Промокод принят|уже воспользовались/,
): Promise<true> =>
  insist(async () => {
    person.say(`/promo ${code}`);
    return (await person.sees(answer, patienceMs)) && true;
  });

export { hears };
