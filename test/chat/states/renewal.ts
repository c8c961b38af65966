import renewal from '../../../src/chat/screens/renewal.js';
import renewalconsent from '../../../src/chat/screens/renewalconsent.js';
import renewalfailed from '../../../src/chat/screens/renewalfailed.js';
import renewalnotice from '../../../src/chat/screens/renewalnotice.js';
import renewalsources from '../../../src/chat/screens/renewalsources.js';
import renewaltrouble, { renewalWhys } from '../../../src/chat/screens/renewaltrouble.js';
import renewed from '../../../src/chat/screens/renewed.js';
import { money } from '../../../src/domain/money.js';
import { declines } from '../../../src/domain/saved-method.js';
import { amount, end, hostile, id, plainOr, type Draw, type States } from './samples.js';

/** Titles are a provider's words. */
const method = { kind: 'card', title: hostile.card } as const;
/** The day before the end. */
const chargeAt = new Date(end.getTime() - 86_400_000);
const on = { price: amount, method, chargeAt, trouble: null, isGivenUp: false, underway: false } as const;
const state = { id, number: plainOr(1, 20), end, on, isOffered: true, runBy: null };
const run = {
  provider: 'stars',
  price: money(150n, 'XTR'),
  term: { months: 0, days: 30 },
  next: end,
  state: 'on',
  mayResume: true,
  triesOnce: false,
  priceNow: null,
} as const;
const runs = ['on', 'late', 'failed', 'paused', 'allowing', 'stopping', 'stopped'] as const;
const offer = {
  method: { id, kind: 'card', title: 'Mastercard •• 4444' } as const,
  plan: { id, months: plainOr(1, 12), days: 0 },
  price: amount,
};
const failed = {
  subscriptionId: id,
  number: plainOr(1, 20),
  amount,
  method,
  decline: 'other',
  retryAt: null,
} as const;
const every = <Name extends string>(names: readonly Name[], draw: (name: Name) => Draw) =>
  Object.fromEntries(names.map((name) => [name, draw(name)]));

/** Subscriptions that renew themselves. */
export const renewalStates = {
  renewal: {
    on: (t) => renewal.render(state, t),
    'from the balance': (t) => renewal.render({ ...state, on: { ...on, method: null, trouble: 'short' } }, t),
    'at another price': (t) => renewal.render({ ...state, on: { ...on, trouble: 'price' } }, t),
    ...every(
      ['refunding', 'disputed', 'plan', 'source'] as const,
      (trouble) => (t) => renewal.render({ ...state, on: { ...on, trouble } }, t),
    ),
    'of a plan that is not sold any more': (t) =>
      renewal.render({ ...state, isOffered: false, on: { ...on, trouble: 'plan' } }, t),
    'on, and over': (t) => renewal.render({ ...state, isOver: true }, t),
    'given up, and over': (t) =>
      renewal.render({ ...state, isOver: true, on: { ...on, isGivenUp: true } }, t),
    'given up': (t) => renewal.render({ ...state, on: { ...on, isGivenUp: true } }, t),
    'under way': (t) => renewal.render({ ...state, on: { ...on, underway: true } }, t),
    off: (t) => renewal.render({ ...state, on: null }, t),
    'nothing to renew': (t) => renewal.render({ ...state, on: null, isOffered: false }, t),
    ...every(
      runs,
      (at) => (t) => renewal.render({ ...state, on: null, run: { ...run, state: at, priceNow: amount } }, t),
    ),
    'failed for the last time': (t) =>
      renewal.render({ ...state, on: null, run: { ...run, triesOnce: true, state: 'failed' } }, t),
    'failed, and over': (t) =>
      renewal.render({ ...state, isOver: true, on: null, run: { ...run, state: 'failed' } }, t),
    'asked whether to stop': (t) => renewal.render({ ...state, on: null, run, wish: 'off' }, t),
    'asked whether to stop, and over': (t) =>
      renewal.render({ ...state, isOver: true, on: null, run, wish: 'off' }, t),
    'asked whether to go on': (t) =>
      renewal.render({ ...state, on: null, run: { ...run, state: 'stopped' }, wish: 'on' }, t),
    'each quarter': (t) =>
      renewal.render({ ...state, on: null, run: { ...run, term: { months: 3, days: 0 } } }, t),
    'not its provider’s any more': (t) => renewal.render({ ...state, on: null, over: 'tribute' }, t),
    'not its provider’s, and over': (t) =>
      renewal.render({ ...state, isOver: true, on: null, over: 'tribute' }, t),
    'not its provider’s, but ours': (t) => renewal.render({ ...state, over: 'tribute' }, t),
    "its provider's": (t) => renewal.render({ ...state, on: null, runBy: 'tribute' }, t),
  },
  renewalconsent: {
    later: (t) => renewalconsent.render({ id, offer, chargeAt }, t),
    rested: (t) => renewalconsent.render({ id, offer, chargeAt, isRested: true }, t),
    'now, and over': (t) => renewalconsent.render({ id, offer, chargeAt: null, isOver: true }, t),
    now: (t) => renewalconsent.render({ id, offer: { ...offer, method: null }, chargeAt: null }, t),
  },
  renewalfailed: {
    'and again': (t) => renewalfailed.render({ ...failed, retryAt: end }, t),
    ...every(declines, (decline) => (t) => renewalfailed.render({ ...failed, decline }, t)),
  },
  renewalnotice: {
    any: (t) => renewalnotice.render({ id, number: plainOr(1, 20), on }, t),
    short: (t) =>
      renewalnotice.render({ id, number: plainOr(1, 20), on: { ...on, method: null, trouble: 'short' } }, t),
  },
  renewalsources: {
    many: (t) =>
      renewalsources.render(
        {
          id,
          providers: ['yookassa', 'stripe'],
          offers: plainOr(
            [offer, { ...offer, method: null }],
            Array.from({ length: 12 }, () => offer),
          ),
        },
        t,
      ),
    none: (t) => renewalsources.render({ id, offers: [], providers: [] }, t),
  },
  renewaltrouble: every(
    renewalWhys,
    (why) => (t) =>
      renewaltrouble.render(
        { id, number: plainOr(1, 20), why, methodId: id, price: amount, chargeAt: end },
        t,
      ),
  ),
  renewed: {
    'by a card': (t) =>
      renewed.render({ subscriptionId: id, number: plainOr(1, 20), amount, method, end }, t),
    'from the balance': (t) =>
      renewed.render({ subscriptionId: id, number: plainOr(1, 20), amount, method: null, end }, t),
    'by Telegram': (t) =>
      renewed.render(
        { subscriptionId: id, number: plainOr(1, 20), amount, method: null, by: 'stars', end },
        t,
      ),
  },
} satisfies States<string>;
