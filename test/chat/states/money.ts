import { open } from '../../../src/buttons.js';
import addons from '../../../src/chat/screens/addons.js';
import balance from '../../../src/chat/screens/balance.js';
import credited from '../../../src/chat/screens/credited.js';
import history from '../../../src/chat/screens/history.js';
import methods from '../../../src/chat/screens/methods.js';
import payment from '../../../src/chat/screens/payment.js';
import plans from '../../../src/chat/screens/plans.js';
import promo from '../../../src/chat/screens/promo.js';
import promoted from '../../../src/chat/screens/promoted.js';
import refunded from '../../../src/chat/screens/refunded.js';
import topup from '../../../src/chat/screens/topup.js';
import { money } from '../../../src/domain/money.js';
import { paymentStates } from '../../../src/domain/payment.js';
import { promoRefusals } from '../../../src/domain/promo.js';
import { shop } from '../../support/scope.js';
import { amount, end, hostile, id, type Draw, type States } from './samples.js';

const offer = (months: number, priceMinor: bigint) => ({
  id,
  months,
  days: 0,
  price: money(priceMinor, 'RUB'),
  now: money(priceMinor / 2n, 'RUB'),
  trafficLimitBytes: 0n,
  deviceLimit: 5,
});

const standard = { slug: 'standard', titleRu: null, titleEn: null };
const plus = { slug: 'plus', titleRu: null, titleEn: 'Ж'.repeat(40) };
const planOf = (names: typeof plus | typeof standard) => ({
  ...names,
  id,
  offers: [offer(1, 199_00n), offer(3, 499_00n), offer(12, 1_990_00n)],
});

const pay = {
  id,
  state: 'pending',
  amount,
  provider: 'yookassa',
  payUrl: 'https://pay.example/1',
  kind: 'buy',
  subscriptionId: null,
  saves: false,
  canceled: false,
} as const;
const line = (state: (typeof paymentStates)[number]) => ({
  id,
  amount,
  state,
  what: 'plan' as const,
  provider: 'yookassa',
  at: end,
});

/** Buying, paying, and what became of it. */
export const moneyStates = {
  addons: {
    some: (t) =>
      addons.render(
        {
          subscriptionId: id,
          number: 20,
          end,
          offers: [
            { id, kind: 'devices', amount: 1n, price: amount },
            { id, kind: 'traffic', amount: 1n << 40n, price: amount },
          ],
        },
        t,
      ),
    none: (t) => addons.render({ subscriptionId: id, number: 1, end, offers: [] }, t),
  },
  balance: {
    empty: (t) => balance.render({ funds: [], canTopUp: false, hasSaved: false }, t),
    full: (t) => balance.render({ funds: [amount, money(id, 'XTR')], canTopUp: true, hasSaved: true }, t),
  },
  credited: {
    'a top-up': (t) => credited.render({ amount, balance: amount, isTopup: true, renews: true }, t),
    'a second payment': (t) => credited.render({ amount, balance: amount, isTopup: false, renews: false }, t),
  },
  history: {
    none: (t) => history.render({ lines: [], next: null, isFirst: true }, t),
    'every state': (t) => history.render({ lines: paymentStates.map(line), next: id, isFirst: false }, t),
    'a top-up': (t) =>
      history.render(
        {
          lines: [
            { ...line('succeeded'), what: 'topup' },
            { ...line('succeeded'), what: 'addon' },
          ],
          next: null,
          isFirst: true,
        },
        t,
      ),
  },
  methods: {
    any: (t) =>
      methods.render(
        {
          code: String(id),
          back: open('plans', 20),
          number: 20,
          change: { left: 30, become: 18, fromVersionId: id, from: standard, to: plus },
          what: { months: 3, days: 0 },
          price: amount,
          list: money(id * 2n, 'RUB'),
          funds: [amount, money(id, 'USD')],
          saves: true,
          ways: [
            ...['balance', 'yookassa'].map((provider) => ({
              provider,
              price: amount,
              list: amount,
              activationId: null,
              split: null,
            })),
            {
              provider: 'cryptopay',
              price: money(BigInt(1e15), 'USD'),
              list: amount,
              activationId: id,
              split: null,
            },
          ],
          isSplit: false,
          pages: [{ provider: 'tribute', url: 'https://t.me/tribute/app?startapp=s1' }],
        },
        t,
      ),
    'no way to pay': (t) =>
      methods.render(
        {
          code: String(id),
          back: open('plans', 20),
          number: 1,
          change: null,
          what: { kind: 'devices', amount: 1_000n },
          price: amount,
          list: amount,
          funds: [],
          saves: null,
          ways: [],
          isSplit: false,
          pages: [],
        },
        t,
      ),
    ...Object.fromEntries(
      [false, true].map((isSplit): [string, Draw] => [
        isSplit ? 'the balance pays a part' : 'the balance could pay a part',
        (t) =>
          methods.render(
            {
              code: String(id),
              back: open('plans', 20),
              number: 20,
              change: null,
              what: { months: 1, days: 0 },
              saves: null,
              price: amount,
              list: amount,
              funds: [money(50_00n, 'RUB')],
              ways: ['yookassa', 'cryptopay'].map((provider) => ({
                provider,
                price: amount,
                list: amount,
                activationId: null,
                split: { part: money(50_00n, 'RUB'), rest: amount },
              })),
              isSplit,
              pages: [],
            },
            t,
          ),
      ]),
    ),
  },
  payment: {
    'a top-up': (t) => payment.render({ ...pay, kind: 'topup' }, t),
    'an add-on that was given up': (t) =>
      payment.render({ ...pay, kind: 'addon', subscriptionId: id, canceled: true }, t),
    ...Object.fromEntries(
      paymentStates.flatMap((state): [string, Draw][] => [
        [state, (t) => payment.render({ ...pay, state }, t)],
        [`${state}, given up`, (t) => payment.render({ ...pay, state, kind: 'topup', canceled: true }, t)],
      ]),
    ),
    'that saves the card': (t) => payment.render({ ...pay, saves: true }, t),
    'not opened yet': (t) => payment.render({ ...pay, state: 'created', payUrl: null }, t),
    hostile: (t) => payment.render({ ...pay, payUrl: hostile.payUrl }, t),
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
  promo: {
    ask: (t) => promo.render({ refused: null }, t),
    ...Object.fromEntries(
      promoRefusals.map((refused): [string, Draw] => [refused, (t) => promo.render({ refused }, t)]),
    ),
  },
  promoted: {
    money: (t) => promoted.render({ code: 'A'.repeat(30), percent: null, amount, isBalance: true }, t),
    'an amount off': (t) =>
      promoted.render({ code: 'SALE', percent: null, amount: money(100_00n, 'RUB'), isBalance: false }, t),
    'a part off': (t) => promoted.render({ code: 'SALE', percent: 20, amount: null, isBalance: false }, t),
  },
  refunded: {
    'to the balance': (t) => refunded.render({ amount, toBalance: true }, t),
    'to the card': (t) => refunded.render({ amount, toBalance: false }, t),
  },
  topup: {
    'how much': (t) =>
      topup.render(
        { limits: shop.topup, chosenMinor: null, unclear: false, providers: ['yookassa'], saves: false },
        t,
      ),
    unclear: (t) =>
      topup.render(
        { limits: shop.topup, chosenMinor: null, unclear: true, providers: ['yookassa'], saves: null },
        t,
      ),
    'how to pay': (t) =>
      topup.render(
        { limits: shop.topup, chosenMinor: id, unclear: false, providers: ['yookassa'], saves: false },
        t,
      ),
  },
} satisfies States<string>;
