import { setTimeout as sleep } from 'node:timers/promises';
import { tell } from '../../e2e/support/buyer.js';
import { insist } from '../buyer.js';
import { stubborn } from '../market.js';
import type { MoneyWant, Visit } from './buyers.js';
import { tributeId } from './counters.js';
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
  {
    provider: 'cryptomus',
    button: /🔶/,
    async act({ market: { shop } }: Visit, deed: 'charge' | 'fail', bill: string) {
      const path = `/control/cryptomus/recurrences/${bill}`;
      await tell(shop, `${path}/${deed === 'charge' ? 'charge' : 'cancel'}`, {});
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

/** A link that was made in Tribute, which charges each month until its person ends it there; we only hear of it. */
export const subscribesAtTribute: MoneyWant = async (visit) => {
  const { market, person } = visit;
  const { random, shop } = market;
  await walk(person, '/start', [], /Привет|Главное меню/);
  const happens = (event: string, terms: number) =>
    tell(shop, '/control/tribute/creator/subscriptions', {
      event,
      telegram_user_id: person.id,
      price: 199_00,
      expires_at: new Date(Date.now() + terms * 30 * 86_400_000).toISOString(),
    });
  await happens('new_subscription', 1);
  if (!(await chargedTimes(visit, 1))) return;
  await happens('renewed_subscription', 2);
  if ((await chargedTimes(visit, 2)) && random.chance(0.5)) await happens('cancelled_subscription', 2);
};

/** So many charges were credited; false when they have waited too long for it. */
async function chargedTimes({ market: { shop }, person }: Visit, times: number): Promise<boolean> {
  const count = () =>
    shop.db
      .knex('payments as p')
      .join('orders as o', 'o.id', 'p.orderId')
      .join('users as u', 'u.id', 'o.userId')
      .where({ 'p.state': 'succeeded', 'u.telegramId': person.id })
      .whereRaw(`(p.mandate_id is not null or p.external_id like '${tributeId}:%')`)
      .select<{ id: bigint }[]>('p.id');
  for (const deadline = Date.now() + 40_000; Date.now() < deadline && !person.hasLeft(); await sleep(300))
    if ((await stubborn(count)).length >= times) return true;
  return false;
}
