import banned from '../../../src/chat/screens/banned.js';
import email from '../../../src/chat/screens/email.js';
import figures from '../../../src/chat/screens/figures.js';
import gate from '../../../src/chat/screens/gate.js';
import profile from '../../../src/chat/screens/profile.js';
import unbanned from '../../../src/chat/screens/unbanned.js';
import { maskEmail } from '../../../src/domain/email.js';
import { amount, end, hostile, id, type States } from './samples.js';

const calm = { due: 0, oldestSeconds: 0, parked: 0, review: 0 };
const trouble = { due: 1_000, oldestSeconds: 86_400.5, parked: 21, review: 2 };
const periods = { today: id, week: id, month: id, total: id };
const busy = [
  { name: 'came', currency: 'RUB', ...periods },
  { name: 'came', currency: 'XTR', ...periods },
  { name: 'back', currency: 'RUB', ...periods },
  { name: 'payments', currency: '', ...periods },
  { name: 'people', currency: '', ...periods },
] as const;

const masked = maskEmail(`${'v'.repeat(60)}@${'mail.'.repeat(30)}example`);

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
    'a busy shop': (t) => figures.render({ counted: busy, countedAt: end, system: trouble }, t),
    'nothing yet': (t) => figures.render({ counted: [], countedAt: null, system: calm }, t),
  },
  gate: {
    'a stranger': (t) =>
      gate.render({ channelUrl: 'https://t.me/news', isUnclear: false, subscriptionId: null }, t),
    'somebody who paid, unclear': (t) =>
      gate.render({ channelUrl: null, isUnclear: true, subscriptionId: id }, t),
  },
  profile: {
    'somebody with everything': (t) =>
      profile.render(
        {
          name: hostile.name,
          telegramId: id,
          since: end,
          funds: [amount],
          subscriptions: 5,
          email: masked,
          receipts: true,
        },
        t,
      ),
    'somebody new': (t) =>
      profile.render(
        { name: null, telegramId: 1n, since: end, funds: [], subscriptions: 0, email: null, receipts: false },
        t,
      ),
  },
  unbanned: { any: (t) => unbanned.render({}, t) },
} satisfies States<string>;
