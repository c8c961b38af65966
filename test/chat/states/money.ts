import { open } from '../../../src/buttons.js';
import balance from '../../../src/chat/screens/balance.js';
import credited from '../../../src/chat/screens/credited.js';
import history from '../../../src/chat/screens/history.js';
import payment from '../../../src/chat/screens/payment.js';
import promo from '../../../src/chat/screens/promo.js';
import promoted from '../../../src/chat/screens/promoted.js';
import refunded from '../../../src/chat/screens/refunded.js';
import topup from '../../../src/chat/screens/topup.js';
import { maskEmail } from '../../../src/domain/email.js';
import { money } from '../../../src/domain/money.js';
import { movements } from '../../../src/domain/movement.js';
import { paymentStates } from '../../../src/domain/payment.js';
import { promoRefusals } from '../../../src/domain/promo.js';
import { shop } from '../../support/scope.js';
import { amount, hostile, id, past, plainOr, type Draw, type States } from './samples.js';

const odd = { slug: 'plus', titleRu: hostile.name, titleEn: hostile.name };
const pay = {
  id,
  state: 'pending',
  amount,
  provider: 'yookassa',
  payUrl: 'https://pay.example/1',
  kind: 'buy',
  subscriptionId: null,
  saves: false,
  closed: null,
  what: { months: 3, days: 0, plan: plainOr(null, odd) },
  number: plainOr(null, 20),
  ways: open('methods', id, 1),
} as const;
const none = money(0n, 'RUB');
const second = { amount, balance: amount, isTopup: false, renews: false };
const standard = { slug: 'standard', titleRu: null, titleEn: null };
const toppedUp = { amount: money(500_00n, 'RUB'), balance: money(650_00n, 'RUB') };
/** As the picture has them: the newest first. */
const daysAgo = (days: number): Date => new Date(past.getTime() - days * 86_400_000);
const line = (state: (typeof paymentStates)[number]) => ({
  id,
  amount,
  state,
  kind: 'plan' as const,
  what: { months: 3, days: 0, plan: plainOr(null, odd) },
  provider: 'yookassa',
  at: past,
  refunded: plainOr(none, amount),
  held: plainOr(none, amount),
  receipt: { state: 'succeeded', to: maskEmail('vera@mail.ru') } as const,
});

const asked = {
  isTaken: true,
  limits: shop.topup,
  chosenMinor: null,
  unclear: false,
  providers: ['yookassa'],
  saves: false,
  receipt: null,
};

/** Paying, and what became of it. */
export const moneyStates = {
  balance: {
    empty: (t) =>
      balance.render(
        { funds: [], canTopUp: false, hasSaved: false, lines: [], next: null, isFirst: true },
        t,
      ),
    full: (t) =>
      balance.render(
        {
          funds: plainOr([money(350_00n, 'RUB'), money(150n, 'XTR')], [amount, money(id, 'XTR')]),
          canTopUp: true,
          hasSaved: true,
          lines: [
            { why: 'topup', isIn: true, amount: plainOr(toppedUp.amount, amount), at: past },
            { why: 'purchase', isIn: false, amount, at: daysAgo(9) },
            { why: 'reward', isIn: true, amount, at: daysAgo(20) },
          ],
          next: null,
          isFirst: true,
        },
        t,
      ),
    'every movement': (t) =>
      balance.render(
        {
          funds: [amount],
          canTopUp: true,
          hasSaved: false,
          lines: movements.map((why) => ({ why, isIn: true, amount, at: past })),
          next: id,
          isFirst: false,
        },
        t,
      ),
  },
  credited: {
    'a top-up': (t) =>
      credited.render({ ...plainOr(toppedUp, { amount, balance: amount }), isTopup: true, renews: true }, t),
    'a second payment': (t) => credited.render(second, t),
    'of another plan': (t) => credited.render({ ...second, other: { plan: standard, goesOnAt: null } }, t),
    "of another plan, its provider's": (t) =>
      credited.render({ ...second, renews: true, other: { plan: odd, goesOnAt: 'tribute' } }, t),
  },
  history: {
    none: (t) => history.render({ lines: [], next: null, isFirst: true }, t),
    'every state': (t) => history.render({ lines: paymentStates.map(line), next: id, isFirst: false }, t),
    'a top-up': (t) =>
      history.render(
        {
          lines: [
            {
              ...line('succeeded'),
              kind: 'topup',
              what: null,
              amount: plainOr(toppedUp.amount, amount),
              receipt: { state: 'pending', to: null },
            },
            { ...line('succeeded'), at: daysAgo(9) },
            {
              ...line('succeeded'),
              kind: 'addon',
              what: { kind: 'devices', amount: 1n },
              provider: 'cryptopay',
              amount: plainOr(money(1_24n, 'USD'), amount),
              at: daysAgo(20),
              receipt: null,
            },
            { ...line('refunded'), at: daysAgo(40), receipt: { state: 'succeeded', to: null } },
            { ...line('canceled'), at: daysAgo(40), receipt: plainOr(null, { state: 'canceled', to: null }) },
          ],
          next: null,
          isFirst: true,
        },
        t,
      ),
  },
  payment: {
    'a top-up': (t) => payment.render({ ...pay, kind: 'topup' }, t),
    'an add-on that was given up': (t) =>
      payment.render({ ...pay, kind: 'addon', subscriptionId: id, closed: 'canceled' }, t),
    ...Object.fromEntries(
      paymentStates.flatMap((state): [string, Draw][] => [
        [state, (t) => payment.render({ ...pay, state }, t)],
        [
          `${state}, given up`,
          (t) => payment.render({ ...pay, state, kind: 'topup', closed: 'canceled' }, t),
        ],
      ]),
    ),
    'whose order was paid another way': (t) => payment.render({ ...pay, closed: 'paid' }, t),
    'that saves the card': (t) => payment.render({ ...pay, saves: true }, t),
    'not opened yet': (t) => payment.render({ ...pay, state: 'created', payUrl: null }, t),
    hostile: (t) => payment.render({ ...pay, payUrl: hostile.payUrl }, t),
  },
  promo: {
    ask: (t) => promo.render({ refused: null }, t),
    ...Object.fromEntries(
      promoRefusals.map((refused): [string, Draw] => [refused, (t) => promo.render({ refused }, t)]),
    ),
  },
  promoted: {
    money: (t) =>
      promoted.render(
        { code: plainOr('WINTER', 'A'.repeat(30)), percent: null, amount, isBalance: true, plan: null },
        t,
      ),
    'an amount off': (t) =>
      promoted.render(
        { code: 'SALE', percent: null, amount: money(100_00n, 'RUB'), isBalance: false, plan: null },
        t,
      ),
    'a part off': (t) =>
      promoted.render({ code: 'SALE', percent: 20, amount: null, isBalance: false, plan: odd }, t),
  },
  refunded: {
    'to the balance': (t) => refunded.render({ amount, toBalance: true, part: null, left: null }, t),
    'to the card': (t) =>
      refunded.render({ amount, toBalance: false, part: null, left: { number: 1, end: null } }, t),
    'to both': (t) =>
      refunded.render(
        {
          amount,
          toBalance: false,
          part: amount,
          left: { number: plainOr(1, 20), end: past },
        },
        t,
      ),
  },
  topup: {
    'how much': (t) => topup.render(asked, t),
    'by nobody': (t) => topup.render({ ...asked, isTaken: false }, t),
    unclear: (t) => topup.render({ ...asked, unclear: true, saves: null }, t),
    'how to pay': (t) => topup.render({ ...asked, chosenMinor: id }, t),
  },
} satisfies States<string>;
