import { act, open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { defineScreen, toId } from '../screen.js';
import { wayButtons } from '../way-buttons.js';
import { priceFor, waysToPay, type Way } from '../ways-to-pay.js';

interface State {
  readonly versionId: bigint;
  readonly months: number;
  readonly days: number;
  readonly price: Money;
  readonly ways: readonly Way[];
}

/** The ways to pay for a gift. */
export default defineScreen<State>({
  instead: 'present',

  async load({ db, person, shop, now }, version) {
    const id = toId(version);
    const offered = id === null ? undefined : await db.plans.offered(id);
    if (!offered?.price) return null;
    const { months, days, planId } = offered;
    const discounts = await db.promoCodes.discounts(db.knex, person.id, now);
    const { price } = priceFor(offered.price, planId, discounts);
    const ways = waysToPay(shop, offered, discounts, await db.ledger.balances(person.id));
    return { versionId: offered.id, months, days, price, ways };
  },

  render({ versionId, months, days, price, ways }, t) {
    const facts = { term: t.plain('term', { months, days }), price: t.money(price) };
    return {
      text: t(ways.length > 0 ? 'wrap-text' : 'methods-none', facts),
      buttons: [
        ...wayButtons(ways, price, ({ provider }) => act('present', versionId, provider), t),
        [{ text: t.plain('back'), data: open('present') }],
      ],
    };
  },
});
