import { setTimeout as sleep } from 'node:timers/promises';
import { insist } from '../buyer.js';
import type { Person } from '../chats.js';
import { stubborn } from '../market.js';
import type { MoneyWant, Visit } from './buyers.js';
import type { Counter } from './counters.js';
import { addressOf, walk, type Step } from './walk.js';

const toPresent: readonly Step[] = [[/На какой срок/, /В подарок/]];

/** A gift: two friends come for it at once, its giver wants it back, or both in the same moment; some regret later. */
export const gives: MoneyWant = async (visit) => {
  const { market, person, counter } = visit;
  const steps: Step[] = [
    ...toPresent,
    [/Подписка в подарок/, /1 месяц/],
    [/в подарок[\s\S]*удобнее/, counter.way],
  ];
  const url = await insist(async () => addressOf(await walk(person, '/buy', steps, /Счёт на/)));
  await market.pay(person, counter, counter.billOf(url));
  const token = await tokenOf(visit);
  if (token === undefined) return;
  const luck = market.random.next();
  const friends = luck < 0.75 ? [visit.meet(), visit.meet()] : [];
  await Promise.all([
    ...friends.map((friend) => accepts(friend, token)),
    ...(luck >= 0.5 ? [takesBack(person)] : []),
  ]);
  if (luck < 0.2) await regretsGift(visit, counter);
};

/** Undefined where it waited too long: its money is still on its way. */
async function tokenOf({ market: { shop }, person }: Visit): Promise<string | undefined> {
  const find = () =>
    shop.db.knex.raw<{ rows: { token: string }[] }>(
      `select g.token from gifts g join orders o on o.id = g.order_id join users u on u.id = o.user_id
       where u.telegram_id = ? order by g.order_id desc limit 1`,
      [person.id],
    );
  for (const deadline = Date.now() + 60_000; Date.now() < deadline && !person.hasLeft(); await sleep(300)) {
    const { rows } = await stubborn(find);
    if (rows[0]) return rows[0].token;
  }
  return undefined;
}

const over = /ринял|готовим|Готово|Подписка( № \d+)? продлена|Новый тариф:|отменён|нельзя/;

const accepts = (friend: Person, token: string): Promise<unknown> =>
  walk(friend, `/start gift_${token}`, [[/подарок/, /Принять/]], over).catch(unlessGone(friend));

/** From the screen of the gifts that they gave. */
const takesBack = (person: Person): Promise<unknown> =>
  walk(
    person,
    '/buy',
    [
      ...toPresent,
      [/Подписка в подарок/, /Назад/],
      [/Мои подарки/, /🎁 1 месяц|✅ 1 месяц|↩️ 1 месяц/],
      [/Ваш подарок/, /Вернуть деньги/],
      [/на баланс\?/, /Да, вернуть/],
    ],
    /отменён|возвращаются|Подарок принят/,
  ).catch(unlessGone(person));

const unlessGone =
  (person: Person) =>
  (error: unknown): void => {
    if (!person.hasLeft()) throw error;
  };

/** Whoever gave it has it refunded by us or in the cabinet, after it was taken. */
async function regretsGift({ market, person }: Visit, counter: Counter): Promise<void> {
  const took = market.bought(person, counter);
  if (!took || person.hasLeft()) return;
  if (counter.refunds.cabinet) await market.giveBackThere(counter, took);
  else if (counter.refunds.ours) await market.giveBack(counter, String(took.paymentId));
}
