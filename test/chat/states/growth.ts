import friends from '../../../src/chat/screens/friends.js';
import gift from '../../../src/chat/screens/gift.js';
import giftgone from '../../../src/chat/screens/giftgone.js';
import giftback from '../../../src/chat/screens/giftback.js';
import gifts from '../../../src/chat/screens/gifts.js';
import given from '../../../src/chat/screens/given.js';
import present from '../../../src/chat/screens/present.js';
import referral from '../../../src/chat/screens/referral.js';
import wrap from '../../../src/chat/screens/wrap.js';
import { giftRefusals, giftStates } from '../../../src/domain/gift.js';
import rewarded from '../../../src/chat/screens/rewarded.js';
import { money } from '../../../src/domain/money.js';
import { amount, hostile, id, past, plainOr, type Draw, type States } from './samples.js';

const link = `https://t.me/${plainOr('getpro_bot', 'a'.repeat(32))}?start=ref_uABCDEFGH9`;
const usual = [
  { months: 1, inviterDays: 3, friendDays: 1 },
  { months: 3, inviterDays: 7, friendDays: 3 },
  { months: 6, inviterDays: 15, friendDays: 7 },
  { months: 12, inviterDays: 30, friendDays: 15 },
];
const bonuses = plainOr(usual, [
  { months: 1, inviterDays: 3, friendDays: 1 },
  { months: 3, inviterDays: 0, friendDays: 365 },
  { months: 12, inviterDays: 365, friendDays: 0 },
]);
const inviting = {
  link,
  invited: plainOr(6, 999_999),
  paid: plainOr(3, 999),
  earned: plainOr({ days: 13, funds: [] }, { days: 9_999, funds: [amount, amount] }),
  bonuses,
  rules: { percent: 0, onePerFriend: true },
};
const friend = `${Array.from(hostile.name)[0]}•••`;

const token = 'A'.repeat(22);
const plusPrice = money(9_999_00n, 'RUB');
const taking = {
  token,
  refused: null,
  giver: hostile.name,
  isOwn: false,
  gives: { months: 3, days: 0, plan: null },
  number: null,
  change: null,
};
const standard = { slug: 'standard', titleRu: null, titleEn: null };
const plus = plainOr(
  { slug: 'plus', titleRu: 'Плюс', titleEn: 'Plus' },
  { slug: 'plus', titleRu: null, titleEn: 'Ж'.repeat(40) },
);
const giving = {
  orderId: id,
  state: 'waiting',
  gives: { months: 12, days: 0, plan: plainOr(null, plus) },
  isHeld: false,
  hasMoney: true,
  receiver: friend,
  isOwn: false,
  link: `https://t.me/shop_bot?start=gift_${token}`,
} as const;
const way = { provider: 'yookassa', price: amount, list: amount, activationId: null };
const wrapping = {
  versionId: id,
  months: plainOr(1, 3),
  days: 0,
  price: amount,
  ways: [way],
  plan: null,
  saves: null,
  receipt: undefined,
};

/** Friends, gifts, and how people came. */
export const growthStates = {
  friends: {
    none: (t) => friends.render({ friends: [], next: null, isFirst: true }, t),
    hostile: (t) =>
      friends.render(
        {
          friends: Array.from({ length: 10 }, (_, at) => ({ id, name: hostile.name, hasPaid: at % 2 === 0 })),
          next: id,
          isFirst: false,
        },
        t,
      ),
  },
  gift: {
    'to take': (t) => gift.render(taking, t),
    'of nobody’s name': (t) => gift.render({ ...taking, giver: null }, t),
    'to take, and another plan': (t) =>
      gift.render(
        {
          ...taking,
          number: plainOr(1, 20),
          change: {
            left: 200,
            become: 401,
            fromVersionId: id,
            from: { ...plus, planId: id },
            to: standard,
            stops: true,
          },
        },
        t,
      ),
    'of one’s own': (t) => gift.render({ ...taking, isOwn: true }, t),
    ...Object.fromEntries(
      giftRefusals.map((refused): [string, Draw] => [refused, (t) => gift.render({ ...taking, refused }, t)]),
    ),
  },
  giftgone: {
    'a part of it': (t) => giftgone.render({ number: 1, end: past }, t),
    'all of it': (t) => giftgone.render({ number: plainOr(2, 20), end: null }, t),
  },
  giftback: { any: (t) => giftback.render({ orderId: id, left: amount }, t) },
  gifts: {
    none: (t) => gifts.render({ gifts: [], next: null, isFirst: true }, t),
    'every state': (t) =>
      gifts.render(
        {
          gifts: giftStates.map((state) => ({
            orderId: id,
            state,
            months: 12,
            days: 0,
            at: past,
            ...standard,
          })),
          next: id,
          isFirst: false,
        },
        t,
      ),
  },
  given: {
    ...Object.fromEntries(
      giftStates.map((state): [string, Draw] => [state, (t) => given.render({ ...giving, state }, t)]),
    ),
    'taken by whoever gave it': (t) => given.render({ ...giving, state: 'redeemed', isOwn: true }, t),
    'on its way back': (t) => given.render({ ...giving, isHeld: true }, t),
    'its money back, as goodwill': (t) => given.render({ ...giving, hasMoney: false }, t),
    'without a link': (t) => given.render({ ...giving, link: null }, t),
  },
  present: {
    none: (t) => present.render({ offers: [] }, t),
    some: (t) =>
      present.render({ offers: [{ id, months: plainOr(1, 3), days: 0, price: amount, plan: null }] }, t),
    'of several plans': (t) =>
      present.render({ offers: [{ id, months: 1, days: 0, price: plusPrice, plan: plus }] }, t),
  },
  wrap: {
    any: (t) => wrap.render(wrapping, t),
    'that may save the card': (t) => wrap.render({ ...wrapping, saves: true, receipt: 'v***@mail.ru' }, t),
    'no way to pay': (t) => wrap.render({ ...wrapping, ways: [] }, t),
  },
  referral: {
    'by days': (t) => referral.render(inviting, t),
    'by percent, each time': (t) =>
      referral.render({ ...inviting, rules: { percent: 50, onePerFriend: false } }, t),
    'for the friend alone': (t) =>
      referral.render({ ...inviting, bonuses: [{ months: 1, inviterDays: 0, friendDays: 3 }] }, t),
    'for the inviter alone': (t) =>
      referral.render({ ...inviting, bonuses: [{ months: 1, inviterDays: 3, friendDays: 0 }] }, t),
    'without a link, a bonus or a friend': (t) =>
      referral.render(
        { ...inviting, link: null, invited: 0, paid: 0, earned: { days: 0, funds: [] }, bonuses: [] },
        t,
      ),
  },
  rewarded: {
    'days for a friend': (t) => rewarded.render({ friend, days: 7, amount: null, isTakenBack: false }, t),
    'money for a friend': (t) => rewarded.render({ friend, days: 0, amount, isTakenBack: false }, t),
    'days of one’s own': (t) =>
      rewarded.render({ friend: null, days: 21, amount: null, isTakenBack: false }, t),
    'taken back': (t) => rewarded.render({ friend, days: 0, amount, isTakenBack: true }, t),
  },
} satisfies States<string>;
