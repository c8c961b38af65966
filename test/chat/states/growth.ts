import friends from '../../../src/chat/screens/friends.js';
import referral from '../../../src/chat/screens/referral.js';
import rewarded from '../../../src/chat/screens/rewarded.js';
import { amount, hostile, id, type States } from './samples.js';

const link = `https://t.me/${'a'.repeat(32)}?start=ref_uABCDEFGH9`;
const bonuses = [
  { months: 1, inviterDays: 3, friendDays: 1 },
  { months: 3, inviterDays: 0, friendDays: 365 },
  { months: 12, inviterDays: 365, friendDays: 0 },
];
const inviting = {
  link,
  invited: 999_999,
  paid: 999,
  earned: { days: 9_999, funds: [amount, amount] },
  bonuses,
  rules: { percent: 0, onePerFriend: true },
};
const friend = `${Array.from(hostile.name)[0]}•••`;

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
  referral: {
    'by days': (t) => referral.render(inviting, t),
    'by percent, each time': (t) =>
      referral.render({ ...inviting, rules: { percent: 50, onePerFriend: false } }, t),
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
