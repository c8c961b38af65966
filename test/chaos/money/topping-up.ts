import { setTimeout as sleep } from 'node:timers/promises';
import { insist, patienceMs } from '../buyer.js';
import type { Visit } from './buyers.js';
import type { Counter } from './counters.js';
import { addressOf, walk } from './walk.js';

export const rubles = ({ market }: Pick<Visit, 'market'>): Counter =>
  market.counters.find(({ takesRubles }) => takesRubles)!;

/** Puts 500 roubles on the balance. */
export async function topUp(visit: Visit): Promise<void> {
  const { market, person } = visit;
  const counter = [visit.counter, visit.other].find(({ takesRubles }) => takesRubles) ?? rubles(visit);
  const steps = [
    [/Главное меню/, /Баланс/],
    [/Баланс|балансе/, /Пополнить/],
    [/[Сс]умм/, /500/],
    [/500/, counter.way],
  ] as const;
  const url = await insist(async () => addressOf(await walk(person, '/menu', steps, /Счёт на/)));
  await market.pay(person, counter, counter.billOf(url));
  for (const deadline = Date.now() + 60_000; Date.now() < deadline && !person.hasLeft(); await sleep(300))
    if ((await market.balanceOf(person, 'RUB')) > 0n) break;
}

export const buyFromBalance = ({ market, person }: Visit): Promise<true> =>
  insist(async () => {
    if (await market.hasPaidFromBalance(person)) return true; // its answer came late
    person.say('/buy');
    const plans = await person.sees(/На какой срок/, patienceMs);
    if (!plans || !person.tap(/1 месяц/, plans)) return undefined;
    const ways = await person.sees(/удобнее заплатить/, patienceMs);
    if (!ways || !person.tap(/С баланса/, ways)) return undefined;
    return (await person.sees(/Оплачено|Готово|готовим/, patienceMs)) && true;
  });
