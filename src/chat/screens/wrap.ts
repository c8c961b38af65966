import { open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { actAt } from '../price-mark.js';
import { receiptButtons, receiptsOf } from '../receipt-email.js';
import { savingState, savingSwitch } from '../saving.js';
import { defineScreen, toId } from '../screen.js';
import { termTitle, titledTerm, type TitledTerm } from '../term-title.js';
import { wayButtons } from '../way-buttons.js';
import { priceFor, waysToPay, type Way } from '../ways-to-pay.js';

interface State extends TitledTerm {
  readonly versionId: bigint;
  readonly price: Money;
  readonly ways: readonly Way[];
  /** Whether what they pay by is saved; null where nobody here does. */
  readonly saves: boolean | null;
  /** Where the receipt goes; undefined where nobody here sends one. */
  readonly receipt: string | null | undefined;
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
    const payable = ways.map(({ provider }) => provider);
    const saves = savingState(payable, person, shop);
    const receipt = receiptsOf(payable, person, shop);
    return { versionId: offered.id, ...(await titledTerm(db, offered)), price, ways, saves, receipt };
  },

  render({ versionId, price, ways, saves, receipt, ...term }, t) {
    const here: Parameters<typeof open> = ['wrap', versionId];
    const saving = savingSwitch(saves, here, t);
    const facts = { term: termTitle(term, t), price: t.money(price) };
    return {
      text: [t(ways.length > 0 ? 'wrap-text' : 'methods-none', facts), ...saving.lines].join('\n'),
      buttons: [
        ...wayButtons(
          ways,
          price,
          (way) => actAt({ sums: [way.price] }, 'o', 'present', versionId, way.provider),
          t,
        ),
        ...saving.buttons,
        ...receiptButtons(receipt, here, t),
        [{ text: t.plain('back'), data: open('present') }],
      ],
    };
  },
});
