import { open } from '../../buttons.js';
import type { Moved } from '../../db/movements.js';
import { money, type Money } from '../../domain/money.js';
import { movementOf, type Movement } from '../../domain/movement.js';
import { amounts } from '../amounts.js';
import { takesTopups } from '../ways-to-pay.js';
import { pageButtons, pageOf, type Paged } from '../paging.js';
import { defineScreen } from '../screen.js';
import type { Translator } from '../translate.js';

const pageSize = 5;

interface Line {
  readonly why: Movement;
  readonly isIn: boolean;
  readonly amount: Money;
  readonly at: Date;
}

interface State extends Paged {
  readonly funds: readonly Money[];
  readonly canTopUp: boolean;
  /** They have a saved method, or could. */
  readonly hasSaved: boolean;
  /** What came and went. */
  readonly lines: readonly Line[];
}

const none = money(0n, 'RUB');

/** What they have with us, and how it came and went: newest first, page by page from the last id seen. */
export default defineScreen<State>({
  async load({ db, person, shop }, before) {
    const read = (from: bigint, most: number) => db.ledger.movements(person.id, from, most);
    const { page, ...paged } = await pageOf(before, pageSize, read, ({ id }) => id);
    const hasSaved =
      shop.saving.providers.length > 0 ||
      (await db.paymentMethods.defaultOf(db.knex, person.id)) !== undefined;
    return {
      funds: await db.ledger.balances(person.id),
      canTopUp: takesTopups(shop),
      hasSaved,
      lines: page.map(lineOf),
      ...paged,
    };
  },

  render: ({ funds, canTopUp, hasSaved, lines, ...paged }, t) => ({
    text: [
      t('balance-text', { amount: amounts(funds.length > 0 ? funds : [none], t) }),
      ...(lines.length > 0 ? ['', ...lines.map((line) => textOf(line, t))] : []),
    ].join('\n'),
    buttons: [
      canTopUp ? [{ text: t.plain('balance-topup'), data: open('topup'), style: 'primary' }] : [],
      hasSaved ? [{ text: t.plain('balance-saved'), data: open('saved') }] : [],
      pageButtons('balance', paged, t),
      [{ text: t.plain('back'), data: open('home') }],
    ],
  }),
});

const lineOf = ({ key, minor, currency, at }: Moved): Line => ({
  why: movementOf(key, minor),
  isIn: minor > 0n,
  amount: money(minor > 0n ? minor : -minor, currency),
  at,
});

const textOf = ({ why, isIn, amount, at }: Line, t: Translator): string =>
  t('balance-line', {
    amount: `${isIn ? '+' : '−'} ${t.money(amount)}`,
    why: t.plain(`movement-${why}`),
    date: t.date(at),
  });
