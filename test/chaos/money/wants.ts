import { addsOn } from './adding.js';
import { bindsACard } from './binding.js';
import { activates, buy, hears, unpaid, type MoneyWant, type Visit } from './buyers.js';
import { disputes } from './disputing.js';
import { gives } from './giving.js';
import { invites } from './inviting.js';
import { mixes } from './mixing.js';
import { renewsByCard, renewsByHandToo, renewsFromBalance, renewsNoMore } from './renewing.js';
import { chargedByItself, subscribesAtTribute } from './repeating.js';
import { buyFromBalance, rubles, topUp } from './topping-up.js';

/** What a buyer comes for, and how often of a hundred. Another kind of purchase is a file of its own and a line here. */
export const moneyWants: Readonly<Record<string, readonly [share: number, want: MoneyWant]>> = {
  once: [15, (visit) => buyAndHear(visit, 1)],
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
  'from the balance': [8, fromBalance],
  'balance and provider': [10, mixes],
  'renewed by card': [10, renewsByCard],
  'renewed from the balance': [5, renewsFromBalance],
  'renewal switched off': [6, renewsNoMore],
  'renewal and by hand': [5, renewsByHandToo],
  'charged by the provider': [12, chargedByItself],
  'by a link of Tribute': [4, subscribesAtTribute],
  'an add-on': [6, addsOn],
  'a card without buying': [5, bindsACard],
  'a gift': [10, gives],
  'by invitation': [10, invites],
  disputed: [5, disputes],
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
  await activates(visit.person, 'CHAOSFEW', /Промокод принят|уже воспользовались|уже разобрали/);
  await buyAndHear(visit, 2);
}

async function fromBalance(visit: Visit): Promise<void> {
  await topUp(visit);
  await buyFromBalance(visit);
  await hears(visit.person, 1);
}

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
  await person.sees(/должен проверить человек/, 30_000);
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
