import { setTimeout as sleep } from 'node:timers/promises';
import { insist, patienceMs } from '../buyer.js';
import { activates, buy, hears, unpaid, type MoneyWant, type Visit } from './buyers.js';
import type { Counter } from './counters.js';

/** What a buyer comes for, and how often of a hundred. Another kind of purchase is a file of its own and a line here. */
export const moneyWants: Readonly<Record<string, readonly [share: number, want: MoneyWant]>> = {
  once: [25, (visit) => buyAndHear(visit, 1)],
  twice: [
    10,
    async (visit) => {
      await buyAndHear(visit, 1);
      await buy(visit, visit.other);
      await hears(visit.person, 2);
    },
  ],
  /** Two invoices of one order at two providers, both paid: the second is money on the balance. */
  both: [12, both],
  'with a discount': [12, discounted],
  'days and money by code': [5, promoted],
  'from the balance': [10, topsUp],
  'refund by us': [8, regrets('ours')],
  'refund in the cabinet': [8, regrets('cabinet')],
  wrong: [3, wrong],
  forged: [3, forged],
  late: [4, late],
};

async function buyAndHear(visit: Visit, times: number): Promise<void> {
  await buy(visit);
  await hears(visit.person, times);
}

async function both(visit: Visit): Promise<void> {
  const { market, person, counter, other } = visit;
  const first = await unpaid(visit, counter);
  const second = await unpaid(visit, other);
  await Promise.all([market.pay(person, counter, first), market.pay(person, other, second)]);
  await hears(person, 1);
}

async function discounted(visit: Visit): Promise<void> {
  await activates(visit.person, 'CHAOS20');
  await buyAndHear(visit, 1);
}

async function promoted(visit: Visit): Promise<void> {
  await activates(visit.person, 'CHAOSDAYS');
  await activates(visit.person, 'CHAOSMONEY');
  await buyAndHear(visit, 2);
}

/** Tops the balance up, and buys from it. */
async function topsUp(visit: Visit): Promise<void> {
  const { market, person } = visit;
  const counter = [visit.counter, visit.other].find(({ takesRubles }) => takesRubles) ?? rubles(visit);
  const bill = await insist(async () => {
    person.say('/menu');
    for (const [see, tap] of [
      [/Главное|Подписк|Привет|меню/i, /Баланс/],
      [/Баланс|балансе/i, /Пополнить/],
      [/сумм/i, /500/],
      [/500/, counter.way],
    ] as const) {
      const shown = await person.sees(see, patienceMs);
      if (!shown || !person.tap(tap, shown)) return undefined;
      await sleep(150);
    }
    const invoice = await person.sees(/Счёт на/, patienceMs * 2);
    const button = invoice?.keyboard.flat().find(({ text }) => /Оплатить/.test(text));
    return button && 'url' in button ? counter.billOf(button.url) : undefined;
  });
  await market.pay(person, counter, bill);
  for (const deadline = Date.now() + 60_000; Date.now() < deadline && !person.hasLeft(); await sleep(300))
    if ((await market.balanceOf(person, 'RUB')) > 0n) break;
  await insist(async () => {
    person.say('/buy');
    const plans = await person.sees(/На какой срок/, patienceMs);
    if (!plans || !person.tap(/1 месяц/, plans)) return undefined;
    const ways = await person.sees(/удобнее заплатить/, patienceMs);
    if (!ways || !person.tap(/С баланса/, ways)) return undefined;
    return (await person.sees(/Оплачено|Готово|готовим/, patienceMs)) && true;
  });
  await hears(person, 1);
}

const rubles = ({ market }: Visit): Counter => market.counters.find(({ takesRubles }) => takesRubles)!;

/** Has what was bought, and wants the money back. */
function regrets(by: 'ours' | 'cabinet'): MoneyWant {
  return async (visit) => {
    const { market, person } = visit;
    const able = market.counters.filter(({ refunds }) => refunds[by] !== undefined);
    const counter =
      able.find(({ provider }) => provider === visit.counter.provider) ?? market.random.pick(able);
    await buy(visit, counter);
    await hears(person, 1);
    const took = market.bought(person, counter);
    if (!took || person.hasLeft()) return;
    if (by === 'ours') await market.giveBack(counter, String(took.paymentId));
    else await market.giveBackThere(counter, took);
    await person.sees(/Вернули|вернули|возвращ/i, 20_000);
  };
}

async function wrong(visit: Visit): Promise<void> {
  const { market, person, counter } = visit;
  const at = counter.payWrong ? counter : rubles(visit);
  await market.payWrong(person, at, await unpaid(visit, at));
  await person.sees(/нужно проверить человеку/, 30_000);
}

async function forged(visit: Visit): Promise<void> {
  const { market, person, counter } = visit;
  const able = market.counters.filter(({ forge }) => forge !== undefined);
  const at = able.includes(counter) ? counter : market.random.pick(able);
  await market.forge(person, at, await unpaid(visit, at));
}

/** Pays a day later, when the order has expired. */
async function late(visit: Visit): Promise<void> {
  const { market, person } = visit;
  const counter = visit.counter.provider === 'stars' ? rubles(visit) : visit.counter;
  const bill = await unpaid(visit, counter);
  await market.age(counter, bill);
  await market.pay(person, counter, bill, 'normal');
  await hears(person, 1);
}
