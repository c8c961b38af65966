import { setTimeout as sleep } from 'node:timers/promises';
import { buy, hears, type MoneyWant } from './buyers.js';

/** Their bank disputes it: it is won or lost, or given back before, or nobody has decided yet. */
export const disputes: MoneyWant = async (visit) => {
  const { market, person } = visit;
  const stripe = market.counters.find(({ provider }) => provider === 'stripe')!;
  const bill = await buy(visit, stripe);
  await hears(person, 1);
  if (person.hasLeft()) return;
  await stripe.dispute?.(bill, 'needs_response');
  await sleep(market.hesitationMs() * 4);
  const luck = market.random.next();
  if (luck < 0.3) await stripe.dispute?.(bill, 'won');
  else if (luck < 0.5) await stripe.dispute?.(bill, 'lost');
  else if (luck < 0.8) {
    const took = market.bought(person, stripe);
    if (took) await market.giveBackThere(stripe, took);
  }
};
