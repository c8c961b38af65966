import { open } from '../../../src/buttons.js';
import addons from '../../../src/chat/screens/addons.js';
import methods from '../../../src/chat/screens/methods.js';
import plans from '../../../src/chat/screens/plans.js';
import { money } from '../../../src/domain/money.js';
import { amount, dear, end, id, plainOr, type Draw, type States } from './samples.js';

const offer = (months: number, priceMinor: bigint) => ({
  id,
  months,
  days: 0,
  price: money(priceMinor, 'RUB'),
  now: money(plainOr(priceMinor, priceMinor / 2n), 'RUB'),
  trafficLimitBytes: 0n,
  deviceLimit: 5,
});

/** What three months of the dearer plan cost. */
const quarter = money(990_00n, 'RUB');

const standard = { slug: 'standard', titleRu: null, titleEn: null };
const plus = plainOr(
  { slug: 'plus', titleRu: 'Плюс', titleEn: 'Plus' },
  { slug: 'plus', titleRu: null, titleEn: 'Ж'.repeat(40) },
);
const planOf = (names: typeof plus | typeof standard) => ({
  ...names,
  id,
  offers: [offer(1, 199_00n), offer(3, 499_00n), offer(12, 1_990_00n)],
});

/** What is common to them: a month, and no way to pay for it. */
/** Thirty days of one plan that become eighteen of another. */
const toPlus = { left: 30, become: 18, fromVersionId: id, from: { ...standard, planId: id }, to: plus };

const payable = {
  code: String(id),
  back: open('plans', 20),
  number: 20,
  shownNumber: plainOr(null, 20),
  change: null,
  what: { months: 1, days: 0 },
  price: amount,
  list: amount,
  funds: [],
  saves: null,
  receipt: undefined,
  ways: [],
  isSplit: false,
  pages: [],
} as const;

/** What can be bought, and how it can be paid. */
export const buyingStates = {
  addons: {
    some: (t) =>
      addons.render(
        {
          subscriptionId: id,
          number: plainOr(1, 20),
          end,
          offers: [
            { id, kind: 'devices', amount: 1n, price: plainOr(money(99_00n, 'RUB'), amount) },
            {
              id,
              kind: 'traffic',
              amount: plainOr(50n << 30n, 1n << 40n),
              price: plainOr(money(149_00n, 'RUB'), amount),
            },
          ],
        },
        t,
      ),
    none: (t) => addons.render({ subscriptionId: id, number: 1, end, offers: [] }, t),
  },
  methods: {
    any: (t) =>
      methods.render(
        {
          ...payable,
          number: plainOr(1, 20),
          change: toPlus,
          what: { months: 3, days: 0 },
          price: plainOr(quarter, amount),
          list: plainOr(quarter, money(id * 2n, 'RUB')),
          funds: plainOr([money(650_00n, 'RUB')], [amount, money(id, 'USD')]),
          saves: true,
          receipt: 'v***@mail.ru',
          ways: [
            ...['balance', 'yookassa'].map((provider) => ({
              provider,
              price: plainOr(quarter, amount),
              list: plainOr(quarter, amount),
              activationId: null,
              split: null,
            })),
            {
              provider: 'cryptopay',
              price: dear,
              list: plainOr(dear, amount),
              activationId: plainOr(null, id),
              split: null,
            },
          ],
          pages: [{ provider: 'tribute', url: 'https://t.me/tribute/app?startapp=s1' }],
        },
        t,
      ),
    'again and again': (t) =>
      methods.render(
        {
          ...payable,
          list: dear,
          isRepeat: true,
          repeats: [
            {
              provider: 'stars',
              price: money(10_000n, 'XTR'),
              term: { months: 0, days: 30 },
              asksFirst: false,
            },
            { provider: 'cryptomus', price: amount, term: { months: 1, days: 0 }, asksFirst: true },
          ],
        },
        t,
      ),
    'another plan, while others charge for the one before': (t) =>
      methods.render(
        {
          ...payable,
          change: { ...toPlus, stops: true, goesOn: { provider: 'tribute', plan: plus } },
        },
        t,
      ),
    'another plan, agreed to be renewed': (t) =>
      methods.render(
        {
          ...payable,
          change: { ...toPlus, lapses: true },
        },
        t,
      ),
    'no way to pay': (t) =>
      methods.render({ ...payable, number: 1, what: { kind: 'devices', amount: 1_000n } }, t),
    ...Object.fromEntries(
      [false, true].map((isSplit): [string, Draw] => [
        isSplit ? 'the balance pays a part' : 'the balance could pay a part',
        (t) =>
          methods.render(
            {
              ...payable,
              receipt: null,
              funds: [money(50_00n, 'RUB')],
              ways: ['yookassa', 'cryptopay'].map((provider) => ({
                provider,
                price: amount,
                list: amount,
                activationId: null,
                split: { part: money(50_00n, 'RUB'), rest: amount },
              })),
              isSplit,
            },
            t,
          ),
      ]),
    ),
  },
  plans: {
    none: (t) => plans.render({ number: 1, plans: [], isChosen: false }, t),
    some: (t) => plans.render({ number: 1, plans: [planOf(standard)], isChosen: false }, t),
    dear: (t) =>
      plans.render(
        { number: 20, plans: [{ ...planOf(standard), offers: [offer(1, id)] }], isChosen: false },
        t,
      ),
    'of one kind': (t) => plans.render({ number: 2, plans: [planOf(plus)], isChosen: true }, t),
    'of several kinds': (t) =>
      plans.render({ number: 2, plans: [planOf(standard), planOf(plus)], isChosen: false }, t),
  },
} satisfies States<string>;
