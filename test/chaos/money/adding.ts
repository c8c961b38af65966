import { insist } from '../buyer.js';
import { buy, hears, type MoneyWant } from './buyers.js';
import { rubles } from './topping-up.js';
import { addressOf, walk, type Step } from './walk.js';

/** Has a month, and wants more devices for it. */
export const addsOn: MoneyWant = async (visit) => {
  const { market, person } = visit;
  await buy(visit);
  await hears(person, 1);
  if (person.hasLeft() || person.successes() === 0) return;
  const counter = [visit.counter, visit.other].find(({ takesRubles }) => takesRubles) ?? rubles(visit);
  const steps: readonly Step[] = [
    [/Главное меню/, /Моя подписка/],
    [/Моя подписка/, /Устройства и трафик/],
    [/Что добавить/, /устройств/],
    [/удобнее заплатить/, counter.way],
  ];
  const url = await insist(async () => addressOf(await walk(person, '/menu', steps, /Счёт на/)));
  await market.pay(person, counter, counter.billOf(url));
  await person.sees(/Готово:/, 20_000);
};
