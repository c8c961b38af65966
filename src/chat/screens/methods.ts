import { act, open } from '../../buttons.js';
import { money, type Money } from '../../domain/money.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly versionId: bigint;
  readonly months: number;
  readonly days: number;
  readonly price: Money;
  readonly providers: readonly string[];
  readonly balance: Money;
}

/** The ways to pay for one plan, in the registry's order, where they take as much. The balance is offered when it is enough. */
export default defineScreen<State>({
  instead: 'plans',

  async load({ db, person, shop }, version) {
    const id = toId(version);
    const offered = id === null ? undefined : await db.plans.offered(id);
    if (!offered?.price) return null;
    const { months, days, price } = offered;
    const balance = money(await db.ledger.balance(`user:${person.id}`, price.currency), price.currency);
    const providers = shop.providers
      .filter((name) => name !== 'balance' || balance.minor >= price.minor)
      .filter((name) => shop.offers(name, price));
    return { versionId: offered.id, months, days, price, balance, providers };
  },

  render({ versionId, months, days, price, balance, providers }, t) {
    const term = t.plain('term', { months, days });
    const note = balance.minor > 0n ? `\n${t('methods-balance', { amount: t.money(balance) })}` : '';
    return {
      text:
        providers.length > 0
          ? `${t('methods-text', { term, price: t.money(price) })}${note}`
          : t('methods-none', { term, price: t.money(price) }),
      buttons: [
        ...providers.map((name) => [
          {
            text: t.plain(`provider-${name}`),
            data: act('pay', versionId, name),
            once: true,
            style: 'primary' as const,
          },
        ]),
        [{ text: t.plain('back'), data: open('plans') }],
      ],
    };
  },
});
