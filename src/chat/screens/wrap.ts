import { open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { actAt } from '../price-mark.js';
import { defineScreen, toId } from '../screen.js';
import { termTitle, titledTerm, type TitledTerm } from '../term-title.js';
import { wayButtons } from '../way-buttons.js';
import { priceFor, waysToPay, type Way } from '../ways-to-pay.js';

interface State extends TitledTerm {
  readonly versionId: bigint;
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
    const { planId } = offered;
    const discounts = await db.promoCodes.discounts(db.knex, person.id, now);
    const { price } = priceFor(offered.price, planId, discounts);
    const ways = waysToPay(shop, offered, discounts, await db.ledger.balances(person.id));
    return { versionId: offered.id, ...(await titledTerm(db, offered)), price, ways };
  },

  render({ versionId, price, ways, ...term }, t) {
    const facts = { term: termTitle(term, t), price: t.money(price) };
    return {
      text: t(ways.length > 0 ? 'wrap-text' : 'methods-none', facts),
      buttons: [
        ...wayButtons(
          ways,
          price,
          (way) => actAt({ sums: [way.price] }, 'o', 'present', versionId, way.provider),
          t,
        ),
        [{ text: t.plain('back'), data: open('present') }],
      ],
    };
  },
});
