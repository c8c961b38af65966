import { patienceMs } from '../buyer.js';
import { buy, hears, type MoneyWant } from './buyers.js';
import { stubborn } from '../market.js';

/** Brings a friend, who buys; half of them want their money back, and then the reward goes back, too. */
export const invites: MoneyWant = async (visit) => {
  const { market, person, meet, counter } = visit;
  const { db } = market.shop;
  const isKnown = () => stubborn(() => db.users.query().findOne({ telegramId: person.id }));
  for (let tries = 0; tries < 20 && !(await isKnown()); tries++) {
    person.say('/start');
    await person.sees(/./, patienceMs);
  }
  const friend = meet();
  friend.say(`/start ref_${person.id}`);
  await friend.sees(/./, patienceMs);
  const theirs = { ...visit, person: friend };
  await buy(theirs);
  await hears(friend, 1);
  const took = market.bought(friend, counter);
  if (!took || friend.hasLeft() || market.random.chance(0.5)) return;
  if (counter.refunds.ours) await market.giveBack(counter, String(took.paymentId));
  else if (counter.refunds.cabinet) await market.giveBackThere(counter, took);
};
