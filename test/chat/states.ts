import type { View } from '../../src/chat/screen.js';
import { screens } from '../../src/chat/screens.js';
import type { Translator } from '../../src/chat/translate.js';
import apps from '../../src/chat/screens/apps.js';
import balance from '../../src/chat/screens/balance.js';
import connect from '../../src/chat/screens/connect.js';
import credited from '../../src/chat/screens/credited.js';
import help from '../../src/chat/screens/help.js';
import history from '../../src/chat/screens/history.js';
import home from '../../src/chat/screens/home.js';
import language from '../../src/chat/screens/language.js';
import methods from '../../src/chat/screens/methods.js';
import payment from '../../src/chat/screens/payment.js';
import plans from '../../src/chat/screens/plans.js';
import qr from '../../src/chat/screens/qr.js';
import ready from '../../src/chat/screens/ready.js';
import refunded from '../../src/chat/screens/refunded.js';
import subscription from '../../src/chat/screens/subscription.js';
import topup from '../../src/chat/screens/topup.js';
import trial from '../../src/chat/screens/trial.js';
import waiting from '../../src/chat/screens/waiting.js';
import welcome from '../../src/chat/screens/welcome.js';
import { appsFor } from '../../src/domain/apps.js';
import { money } from '../../src/domain/money.js';
import { paymentStates } from '../../src/domain/payment.js';
import { shop } from '../support/scope.js';

export type Draw = (t: Translator) => View;

/** The greatest that an id, and an amount, of ours can be. */
const id = 999_999_999_999_999_999n;
const amount = money(id, 'RUB');
const end = new Date('2027-02-28T21:30:00Z');

export const hostile = {
  name: `<b>&amp;"</b>\0\ud800\u202e👩‍👩‍👧 שלום ${'🦊'.repeat(20)}`,
  link: `https://panel.example/<script>?a="b"&c='d'\0${'x'.repeat(5_000)}`,
  payUrl: 'happ://add/https://pay.example',
};
const link = 'https://panel.example/sub/AbCdEf0123456789';

const offer = (months: number, priceMinor: bigint) => ({
  id,
  months,
  days: 0,
  price: money(priceMinor, 'RUB'),
  trafficLimitBytes: 0n,
  deviceLimit: 5,
});

const bare = { supportUrl: null, termsUrl: null, statusUrl: null };
const full = {
  supportUrl: 'https://t.me/s',
  termsUrl: 'https://s.example/t',
  statusUrl: 'https://s.example/s',
};
const sub = {
  id,
  end,
  daysLeft: 21,
  link,
  provisioned: true,
  usedBytes: 13_421_772_800n,
  limitBytes: 107_374_182_400n,
  devices: 2,
  deviceLimit: 5,
  usageAt: end,
};
const app = { id, link, ticket: 'AbCdEf0123456789', apps: appsFor('ios') };
const pay = {
  id,
  state: 'pending',
  amount,
  provider: 'yookassa',
  payUrl: 'https://pay.example/1',
  kind: 'buy',
  canceled: false,
} as const;
const line = (state: (typeof paymentStates)[number]) => ({
  id,
  amount,
  state,
  isTopup: false,
  provider: 'yookassa',
  at: end,
});

/** Every screen in every state that looks different, the worst input among them. */
export const states: Readonly<Record<keyof typeof screens, Readonly<Record<string, Draw>>>> = {
  apps: {
    'with a page': (t) => apps.render({ ...app, publicUrl: 'https://shop.example' }, t),
    'without a page': (t) => apps.render({ ...app, publicUrl: null }, t),
    hostile: (t) => apps.render({ ...app, link: hostile.link, publicUrl: null }, t),
  },
  balance: {
    empty: (t) => balance.render({ balance: money(0n, 'RUB'), canTopUp: false }, t),
    full: (t) => balance.render({ balance: amount, canTopUp: true }, t),
  },
  connect: { any: (t) => connect.render({ id }, t) },
  credited: {
    'a top-up': (t) => credited.render({ amount, balance: amount, isTopup: true, renews: true }, t),
    'a second payment': (t) => credited.render({ amount, balance: amount, isTopup: false, renews: false }, t),
  },
  help: {
    'with support': (t) => help.render({ supportUrl: 'https://t.me/support' }, t),
    'without support': (t) => help.render({ supportUrl: null }, t),
  },
  history: {
    none: (t) => history.render({ lines: [], next: null, isFirst: true }, t),
    'every state': (t) => history.render({ lines: paymentStates.map(line), next: id, isFirst: false }, t),
    'a top-up': (t) =>
      history.render({ lines: [{ ...line('succeeded'), isTopup: true }], next: null, isFirst: true }, t),
  },
  home: {
    'somebody new': (t) => home.render({ subscription: null, hasTrial: true, shop: bare }, t),
    active: (t) => home.render({ subscription: { id, end, daysLeft: 3 }, hasTrial: false, shop: full }, t),
    ended: (t) => home.render({ subscription: { id, end, daysLeft: 0 }, hasTrial: false, shop: full }, t),
    'all taken back': (t) =>
      home.render({ subscription: { id, end: null, daysLeft: 0 }, hasTrial: false, shop: full }, t),
  },
  language: { any: (t) => language.render({}, t) },
  methods: {
    any: (t) =>
      methods.render(
        {
          versionId: id,
          months: 3,
          days: 0,
          price: amount,
          balance: amount,
          ways: [
            { provider: 'balance', price: amount },
            { provider: 'yookassa', price: amount },
            { provider: 'cryptopay', price: money(BigInt(1e15), 'USD') },
          ],
        },
        t,
      ),
    'no way to pay': (t) =>
      methods.render(
        { versionId: id, months: 0, days: 7, price: amount, balance: money(0n, 'RUB'), ways: [] },
        t,
      ),
  },
  payment: {
    'a top-up': (t) => payment.render({ ...pay, kind: 'topup' }, t),
    ...Object.fromEntries(
      paymentStates.flatMap((state): [string, Draw][] => [
        [state, (t) => payment.render({ ...pay, state }, t)],
        [`${state}, given up`, (t) => payment.render({ ...pay, state, kind: 'topup', canceled: true }, t)],
      ]),
    ),
    'not opened yet': (t) => payment.render({ ...pay, state: 'created', payUrl: null }, t),
    hostile: (t) => payment.render({ ...pay, payUrl: hostile.payUrl }, t),
  },
  plans: {
    none: (t) => plans.render({ offers: [] }, t),
    some: (t) => plans.render({ offers: [offer(1, 199_00n), offer(3, 499_00n), offer(12, 1_990_00n)] }, t),
    dear: (t) => plans.render({ offers: [offer(1, id)] }, t),
  },
  qr: { any: (t) => qr.render({ id, link }, t) },
  ready: {
    'a trial': (t) => ready.render({ subscriptionId: id, isTrial: true, isFirst: true, end, link }, t),
    first: (t) => ready.render({ subscriptionId: id, isTrial: false, isFirst: true, end, link }, t),
    renewed: (t) => ready.render({ subscriptionId: id, isTrial: false, isFirst: false, end, link }, t),
    hostile: (t) =>
      ready.render({ subscriptionId: id, isTrial: false, isFirst: false, end, link: hostile.link }, t),
  },
  refunded: {
    'to the balance': (t) => refunded.render({ amount, toBalance: true }, t),
    'to the card': (t) => refunded.render({ amount, toBalance: false }, t),
  },
  subscription: {
    active: (t) => subscription.render(sub, t),
    ended: (t) => subscription.render({ ...sub, daysLeft: 0 }, t),
    'not at the panel yet': (t) =>
      subscription.render(
        { ...sub, link: null, provisioned: false, usedBytes: null, devices: null, usageAt: null },
        t,
      ),
    unlimited: (t) => subscription.render({ ...sub, limitBytes: 0n, deviceLimit: null }, t),
    hostile: (t) => subscription.render({ ...sub, link: hostile.link, provisioned: false }, t),
  },
  topup: {
    'how much': (t) =>
      topup.render({ limits: shop.topup, chosenMinor: null, unclear: false, providers: ['yookassa'] }, t),
    unclear: (t) =>
      topup.render({ limits: shop.topup, chosenMinor: null, unclear: true, providers: ['yookassa'] }, t),
    'how to pay': (t) =>
      topup.render({ limits: shop.topup, chosenMinor: id, unclear: false, providers: ['yookassa'] }, t),
  },
  trial: { any: (t) => trial.render({ days: 3, trafficLimitBytes: 10_737_418_240n, deviceLimit: 1 }, t) },
  waiting: {
    paid: (t) => waiting.render({ subscriptionId: id, isTrial: false, isReady: false }, t),
    trial: (t) => waiting.render({ subscriptionId: id, isTrial: true, isReady: false }, t),
    over: (t) => waiting.render({ subscriptionId: id, isTrial: false, isReady: true }, t),
  },
  welcome: {
    named: (t) => welcome.render({ name: hostile.name, hasTrial: true }, t),
    nameless: (t) => welcome.render({ name: null, hasTrial: false }, t),
  },
};
