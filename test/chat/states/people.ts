import banned from '../../../src/chat/screens/banned.js';
import email from '../../../src/chat/screens/email.js';
import figures from '../../../src/chat/screens/figures.js';
import gate from '../../../src/chat/screens/gate.js';
import profile from '../../../src/chat/screens/profile.js';
import unbanned from '../../../src/chat/screens/unbanned.js';
import { maskEmail } from '../../../src/domain/email.js';
import { money } from '../../../src/domain/money.js';
import { amount, hostile, id, past, plainOr, type States } from './samples.js';

const calm = { due: 0, oldestSeconds: 0, parked: 0, review: 0 };
const trouble = plainOr(
  { due: 3, oldestSeconds: 1.5, parked: 0, review: 1 },
  { due: 1_000, oldestSeconds: 86_400.5, parked: 21, review: 2 },
);
const periods = plainOr(
  { today: 2_388_00n, week: 14_723_00n, month: 61_290_00n, total: 412_655_00n },
  { today: id, week: id, month: id, total: id },
);
const counts = plainOr({ today: 12n, week: 74n, month: 308n, total: 2_061n }, periods);
const busy = [
  { name: 'came', currency: 'RUB', ...periods },
  {
    name: 'came',
    currency: 'XTR',
    ...plainOr({ today: 150n, week: 900n, month: 4_350n, total: 21_750n }, periods),
  },
  {
    name: 'back',
    currency: 'RUB',
    ...plainOr({ today: 0n, week: 199_00n, month: 597_00n, total: 4_179_00n }, periods),
  },
  { name: 'payments', currency: '', ...counts },
  { name: 'people', currency: '', ...counts },
] as const;

const masked = maskEmail(plainOr('vera@mail.ru', `${'v'.repeat(60)}@${'mail.'.repeat(30)}example`));

/** Who somebody is to us. */
export const peopleStates = {
  banned: {
    'with support': (t) => banned.render({ supportUrl: 'https://t.me/support' }, t),
    'without support': (t) => banned.render({ supportUrl: null }, t),
  },
  email: {
    unset: (t) => email.render({ email: null, notice: null, back: [] }, t),
    unclear: (t) => email.render({ email: null, notice: 'unclear', back: ['topup', String(id)] }, t),
    saved: (t) => email.render({ email: masked, notice: 'saved', back: ['methods', `a${id}`, '20'] }, t),
    removed: (t) => email.render({ email: null, notice: 'removed', back: [] }, t),
  },
  figures: {
    'a busy shop': (t) => figures.render({ counted: busy, countedAt: past, system: trouble }, t),
    'nothing yet': (t) => figures.render({ counted: [], countedAt: null, system: calm }, t),
  },
  gate: {
    'a stranger': (t) =>
      gate.render(
        { channelUrl: 'https://t.me/news', isUnclear: false, subscriptionIds: [], hasSaved: false },
        t,
      ),
    'somebody who paid, unclear': (t) =>
      gate.render({ channelUrl: null, isUnclear: true, subscriptionIds: [id], hasSaved: false }, t),
    'somebody who has several, and a card': (t) =>
      gate.render({ channelUrl: null, isUnclear: false, subscriptionIds: [id, id], hasSaved: true }, t),
  },
  profile: {
    'somebody with everything': (t) =>
      profile.render(
        {
          name: hostile.name,
          telegramId: plainOr(1_284_507_361n, id),
          since: new Date('2026-10-02T08:00:00Z'),
          funds: [plainOr(money(350_00n, 'RUB'), amount)],
          subscriptions: plainOr(1, 5),
          email: masked,
          receipts: true,
        },
        t,
      ),
    'somebody new': (t) =>
      profile.render(
        {
          name: null,
          telegramId: 1n,
          since: past,
          funds: [],
          subscriptions: 0,
          email: null,
          receipts: false,
        },
        t,
      ),
  },
  unbanned: { any: (t) => unbanned.render({}, t) },
} satisfies States<string>;
