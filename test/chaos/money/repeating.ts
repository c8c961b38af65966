import { setTimeout as sleep } from 'node:timers/promises';
import { tell } from '../../e2e/support/buyer.js';
import { insist } from '../buyer.js';
import { stubborn } from '../market.js';
import type { MoneyWant, Visit } from './buyers.js';
import { addressOf, walk, type Step } from './walk.js';

/** Who charges by itself, the name on its button, and how the next charge comes or fails before its time. */
const ways = [
  {
    provider: 'stars',
    button: /⭐/,
    async act({ market: { shop }, person }: Visit, deed: 'charge' | 'fail') {
      const path = `/control/telegram/chats/${person.id}/subscriptions`;
      const answer = await fetch(`${shop.sandbox.url}${path}`);
      const [one] = (await answer.json()) as { id: string }[];
      await tell(shop, `${path}/${one!.id}`, { deed: deed === 'charge' ? 'renew' : 'fail' });
    },
  },
  {
    provider: 'platega',
    button: /СБП/,
    async act({ market: { shop } }: Visit, deed: 'charge' | 'fail', bill: string) {
      await tell(shop, `/control/platega/subscriptions/${bill}/${deed}`, {});
    },
  },
] as const;

const toTheEnd: readonly Step[] = [
  [/Главное меню/, /Моя подписка/],
  [/Моя подписка/, /Автопродление/],
  [/Автопродление включено/, /Выключить/],
  [/Выключить автопродление\?/, /выключить/],
];

/** The provider charges them each month by itself: twice more, or once until they say no, or until there is no money. */
export const chargedByItself: MoneyWant = async (visit) => {
  const { market, person } = visit;
  const way = ways.find(({ provider }) => provider === visit.counter.provider) ?? market.random.pick(ways);
  const counter = market.counters.find(({ provider }) => provider === way.provider)!;
  const steps: readonly Step[] = [
    [/На какой срок/, /1 месяц/],
    [/удобнее заплатить/, /С автопродлением/],
    [/с автопродлением/, way.button],
  ];
  const url = await insist(async () => addressOf(await walk(person, '/buy', steps, /Счёт на/)));
  const bill = counter.billOf(url);
  await market.pay(person, counter, bill, 'normal');
  if (!(await chargedTimes(visit, 1))) return;
  await way.act(visit, 'charge', bill);
  if (!(await chargedTimes(visit, 2))) return;
  const ending = market.random.pick(['charge', 'fail', 'no'] as const);
  if (ending !== 'no') return way.act(visit, ending, bill);
  await walk(person, '/menu', toTheEnd, /Автопродление выключено/);
};

/** So many charges were credited; false when they have waited too long for it. */
async function chargedTimes({ market: { shop }, person }: Visit, times: number): Promise<boolean> {
  const count = () =>
    shop.db
      .knex('payments as p')
      .join('orders as o', 'o.id', 'p.orderId')
      .join('users as u', 'u.id', 'o.userId')
      .where({ 'p.state': 'succeeded', 'u.telegramId': person.id })
      .whereNotNull('p.mandateId')
      .select<{ id: bigint }[]>('p.id');
  for (const deadline = Date.now() + 40_000; Date.now() < deadline && !person.hasLeft(); await sleep(300))
    if ((await stubborn(count)).length >= times) return true;
  return false;
}
