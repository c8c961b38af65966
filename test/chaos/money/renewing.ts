import { setTimeout as sleep } from 'node:timers/promises';
import type { Renewal } from '../../../src/db/models/renewal.js';
import { stubborn } from '../market.js';
import { buy, hears, type MoneyWant, type Visit } from './buyers.js';
import { letPassUntil, sweepNow } from './time.js';
import { buyFromBalance, topUp } from './topping-up.js';
import { walk, type Step } from './walk.js';

const hourMs = 3_600_000;
/** Within two days of the end a notice comes, within one the charge. */
const [noticeMs, chargeMs] = [40 * hourMs, 14 * hourMs];

const toRenewal: readonly Step[] = [
  [/Главное меню/, /Моя подписка/],
  [/Моя подписка/, /Автопродление/],
];
const isOn = /Автопродление включено/;

/** They agree early, are told of the charge, and are charged; a card in four is refused. */
export const renewsByCard: MoneyWant = async (visit) => {
  const { market, person } = visit;
  const card = market.counters.find(({ provider }) => provider === 'yookassa')!;
  const bill = await buy(visit, card);
  await hears(person, 1);
  if (!(await agrees(visit, /••/))) return;
  if (market.random.chance(0.25)) await market.declines(bill);
  await comesDue(visit);
};

/** The same from their money, which may be too little for the second time. */
export const renewsFromBalance: MoneyWant = async (visit) => {
  await topUp(visit);
  await buyFromBalance(visit);
  await hears(visit.person, 1);
  if (await agrees(visit, /с баланса/)) for (let times = 0; times < 2; times++) await comesDue(visit);
};

/** They say no in time, though it was about to be charged; or at the very moment of it. */
export const renewsNoMore: MoneyWant = async (visit) => {
  const { market, person } = visit;
  const card = market.counters.find(({ provider }) => provider === 'yookassa')!;
  await buy(visit, card);
  await hears(person, 1);
  const isLate = market.random.chance(0.5);
  if (isLate) await letPassUntil(market.shop.db, person.id, chargeMs);
  if (!(await agrees(visit, /••/))) return;
  await walk(person, '/menu', [...toRenewal, [isOn, /Выключить/]], /Автопродление выключено/);
  const renewal = await agreementOf(visit);
  if (renewal && !renewal.active) market.saidNo(renewal.subscriptionId);
  if (!isLate) await letPassUntil(market.shop.db, person.id, chargeMs);
  await sweepNow(market.shop.db);
};

/** They agree when it is due already, and pay by hand in the same moment. */
export const renewsByHandToo: MoneyWant = async (visit) => {
  const { market, person, other } = visit;
  const card = market.counters.find(({ provider }) => provider === 'yookassa')!;
  await buy(visit, card);
  await hears(person, 1);
  await letPassUntil(market.shop.db, person.id, chargeMs);
  if (!(await agrees(visit, /••/))) return;
  await buy(visit, market.random.chance(0.5) ? card : other);
  await sweepNow(market.shop.db);
};

/** False where they have nothing that could be renewed: it went back, or is not here yet. */
async function agrees(visit: Visit, source: RegExp): Promise<boolean> {
  const { person } = visit;
  if (person.hasLeft() || person.successes() === 0) return false;
  const steps: Step[] = [
    ...toRenewal,
    [/Автопродление выключено/, /Включить/],
    [/Чем оплачивать/, source],
    [/Включить автопродление\?/, /Да, включить/],
  ];
  await walk(person, '/menu', steps, isOn);
  return (await agreementOf(visit))?.active === true;
}

async function agreementOf({ market: { shop }, person }: Visit): Promise<Renewal | undefined> {
  const user = await stubborn(() => shop.db.users.query().findOne({ telegramId: person.id }));
  return user && stubborn(() => shop.db.renewals.query().findOne({ userId: user.id }));
}

/** A month passes: first the notice, then the charge; answers when it is over, or has waited too long for it. */
async function comesDue(visit: Visit): Promise<void> {
  const { market, person } = visit;
  const { db } = market.shop;
  const before = await triesOf(visit);
  await letPassUntil(db, person.id, noticeMs);
  await sweepNow(db);
  await waits(visit, async () => ((await agreementOf(visit))?.noticedAt ?? null) !== null);
  await letPassUntil(db, person.id, chargeMs);
  await sweepNow(db);
  await waits(visit, async () => (await triesOf(visit)) > before);
}

async function waits({ person }: Visit, isOver: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline && !person.hasLeft(); await sleep(400))
    if (await isOver()) return;
}

/** Charges of a renewal that have an end. */
async function triesOf({ market: { shop }, person }: Visit): Promise<number> {
  const { rows } = await stubborn(() =>
    shop.db.knex.raw<{ rows: { n: number }[] }>(
      `select count(*)::int n from payments p join orders o on o.id = p.order_id join users u on u.id = o.user_id
       where u.telegram_id = ? and o.term_number is not null and p.state not in ('created', 'pending')`,
      [person.id],
    ),
  );
  return rows[0]!.n;
}
