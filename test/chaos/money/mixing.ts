import { insist, patienceMs } from '../buyer.js';
import { activates, buy, hears, type MoneyWant, type Visit } from './buyers.js';
import type { Counter } from './counters.js';
import { rubles } from './topping-up.js';
import { addressOf } from './walk.js';

/**
 * The balance pays a part and a provider the rest. Some choose another way in between, some pay when the order has
 * expired, some want it back.
 */
export const mixes: MoneyWant = async (visit) => {
  const { market, person } = visit;
  const counter = [visit.counter, visit.other].find(({ takesRubles }) => takesRubles) ?? rubles(visit);
  await activates(person, 'CHAOSMONEY');
  const bill = await splitBill(visit, counter);
  const luck = market.random.next();
  if (luck < 0.15) return; // nobody pays it, and what was held comes back
  if (luck < 0.3) await buy(visit, visit.other);
  if (luck >= 0.85) await market.age(counter, bill);
  await market.pay(person, counter, bill);
  await hears(person, 1);
  const took = market.bought(person, counter);
  if (!took || person.hasLeft() || luck < 0.65 || luck >= 0.85) return;
  if (counter.refunds.cabinet && market.random.chance(0.5)) await market.giveBackThere(counter, took);
  else if (counter.refunds.ours) await market.giveBack(counter, String(took.paymentId));
};

const splitBill = ({ person, market }: Visit, counter: Counter): Promise<string> =>
  insist(async () => {
    person.say('/buy');
    const plans = await person.sees(/На какой срок/, patienceMs);
    if (!plans || !person.tap(/1 месяц/, plans)) return undefined;
    const ways = await person.sees(/удобнее заплатить/, patienceMs);
    if (!ways || !person.tap(/Часть оплатить с баланса/, ways)) return undefined;
    const part = new RegExp(`${counter.way.source}.*баланс`);
    for (let tries = 0; !person.tap(part, ways); tries++) {
      if (tries > 20) return undefined;
      await person.sees(/(?!)/, 500); // the same words, other buttons
    }
    const invoice = await person.sees(/Счёт на/, patienceMs * 2);
    const url = invoice && addressOf(invoice);
    const bill = url === undefined ? undefined : counter.billOf(url);
    const isOld = market.deeds.some((deed) => deed.bill === bill && deed.is === 'paid');
    return isOld ? undefined : bill;
  });
