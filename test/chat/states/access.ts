import apps from '../../../src/chat/screens/apps.js';
import connect from '../../../src/chat/screens/connect.js';
import expiring from '../../../src/chat/screens/expiring.js';
import help from '../../../src/chat/screens/help.js';
import home from '../../../src/chat/screens/home.js';
import language from '../../../src/chat/screens/language.js';
import qr from '../../../src/chat/screens/qr.js';
import ready from '../../../src/chat/screens/ready.js';
import subscription from '../../../src/chat/screens/subscription.js';
import subscriptions from '../../../src/chat/screens/subscriptions.js';
import traffic from '../../../src/chat/screens/traffic.js';
import trial from '../../../src/chat/screens/trial.js';
import waiting from '../../../src/chat/screens/waiting.js';
import welcome from '../../../src/chat/screens/welcome.js';
import { appPlatforms, appsFor, type AppPlatform } from '../../../src/domain/apps.js';
import { end, hostile, id, past, plainOr, type Draw, type States } from './samples.js';

const link = 'https://panel.example/sub/AbCdEf0123456789';

const bare = { supportUrl: null, termsUrl: null, statusUrl: null };
const full = {
  supportUrl: 'https://t.me/s',
  termsUrl: 'https://s.example/t',
  statusUrl: 'https://s.example/s',
};
const standard = { slug: 'standard', titleRu: null, titleEn: null };
const sub = {
  id,
  number: 1,
  plan: standard,
  hasAddons: true,
  end,
  daysLeft: 21,
  link,
  provisioned: true,
  usedBytes: 13_421_772_800n,
  limitBytes: 107_374_182_400n,
  devices: 2,
  deviceLimit: 5,
  usageAt: past,
  renewal: 'off' as const,
};
const days = [620, 410, 880, 1_530, 240, 0, 760, 1_980, 1_210, 905, 330, 1_440, 1_790, 705].map(
  (mib, at) => ({
    day: new Date(Date.UTC(2027, 0, 25 + at)).toISOString().slice(0, 10),
    bytes: BigInt(mib) << 20n,
  }),
);
const moved = {
  id,
  usedBytes: 13_421_772_800n,
  limitBytes: 107_374_182_400n,
  resetAt: new Date('2027-02-08T00:00:00Z'),
  days,
  hasFailed: false,
  readAt: past,
  sellsMore: true,
};
const ending = {
  id,
  number: 1,
  moment: 'before3',
  end,
  daysLeft: 3,
  isTrial: false,
  supportUrl: full.supportUrl,
} as const;
const lines = [
  { id, number: 1, end, daysLeft: 21 },
  { id, number: 2, end, daysLeft: 0 },
  ...plainOr([], [{ id, number: 19, end: null, daysLeft: 0 }]),
];
const awaited = { isBanned: false, supportUrl: full.supportUrl, subscriptionId: id, isReady: false };
const guide = (platform: AppPlatform) => ({
  id,
  link,
  ticket: 'AbCdEf0123456789',
  platform,
  apps: appsFor(platform),
});
const app = guide('ios');
const given = {
  subscriptionId: id,
  number: plainOr(1, 20),
  isTrial: false,
  isFirst: false,
  addon: null,
  changedTo: null,
  isOnce: false,
  end,
  link,
};

/** The way in, and what a subscription gives. */
export const accessStates = {
  apps: {
    'with a page': (t) => apps.render({ ...app, publicUrl: 'https://shop.example' }, t),
    'without a page': (t) => apps.render({ ...app, publicUrl: null }, t),
    hostile: (t) => apps.render({ ...app, link: hostile.link, publicUrl: null }, t),
    ...Object.fromEntries(
      appPlatforms.map((platform): [string, Draw] => [
        platform,
        (t) => apps.render({ ...guide(platform), publicUrl: 'https://shop.example' }, t),
      ]),
    ),
  },
  connect: { any: (t) => connect.render({ id }, t) },
  expiring: {
    soon: (t) => expiring.render(ending, t),
    'one of several, tomorrow': (t) =>
      expiring.render({ ...ending, number: 19, moment: 'before1', daysLeft: 1 }, t),
    'a trial, soon': (t) => expiring.render({ ...ending, isTrial: true }, t),
    ended: (t) => expiring.render({ ...ending, moment: 'ended', daysLeft: 0 }, t),
    'a trial that ended': (t) =>
      expiring.render({ ...ending, moment: 'ended', daysLeft: 0, isTrial: true }, t),
    'a day ago': (t) => expiring.render({ ...ending, moment: 'after1', daysLeft: 0 }, t),
    'one of several, a day ago': (t) =>
      expiring.render({ ...ending, number: 19, moment: 'after1', daysLeft: 0 }, t),
    'a trial, a day ago': (t) =>
      expiring.render({ ...ending, moment: 'after1', daysLeft: 0, isTrial: true }, t),
  },
  help: {
    'with support': (t) =>
      help.render({ supportUrl: 'https://t.me/support', termsUrl: 'https://s.example/t' }, t),
    'without support': (t) => help.render({ supportUrl: null, termsUrl: null }, t),
  },
  home: {
    'somebody new': (t) => home.render({ subscription: null, count: 0, hasTrial: true, shop: bare }, t),
    active: (t) =>
      home.render({ subscription: { id, end, daysLeft: 3 }, count: 1, hasTrial: false, shop: full }, t),
    ended: (t) =>
      home.render({ subscription: { id, end, daysLeft: 0 }, count: 1, hasTrial: false, shop: full }, t),
    several: (t) =>
      home.render({ subscription: { id, end, daysLeft: 3 }, count: 20, hasTrial: false, shop: full }, t),
  },
  language: { any: (t) => language.render({}, t) },
  qr: { any: (t) => qr.render({ id, link }, t) },
  ready: {
    'a trial': (t) => ready.render({ ...given, isTrial: true, isFirst: true }, t),
    first: (t) => ready.render({ ...given, isFirst: true, isOnce: true }, t),
    'an add-on': (t) => ready.render({ ...given, addon: { kind: 'traffic', amount: id } }, t),
    renewed: (t) => ready.render(given, t),
    'another plan': (t) =>
      ready.render(
        { ...given, changedTo: { slug: 'plus', titleRu: plainOr('Плюс', hostile.name), titleEn: 'Plus' } },
        t,
      ),
    hostile: (t) => ready.render({ ...given, link: hostile.link }, t),
  },
  subscription: {
    active: (t) => subscription.render(sub, t),
    'renewing itself': (t) => subscription.render({ ...sub, renewal: 'on' }, t),
    'on hold': (t) => subscription.render({ ...sub, renewal: 'held' }, t),
    ended: (t) => subscription.render({ ...sub, daysLeft: 0 }, t),
    'not at the panel yet': (t) =>
      subscription.render(
        { ...sub, link: null, provisioned: false, usedBytes: null, devices: null, usageAt: null },
        t,
      ),
    unlimited: (t) => subscription.render({ ...sub, limitBytes: 0n, deviceLimit: null }, t),
    'one of several, of another plan': (t) =>
      subscription.render(
        { ...sub, number: 20, plan: { slug: 'plus', titleRu: 'Ж'.repeat(40), titleEn: null } },
        t,
      ),
    'a trial': (t) => subscription.render({ ...sub, plan: { ...standard, slug: 'trial' } }, t),
    hostile: (t) => subscription.render({ ...sub, link: hostile.link, provisioned: false }, t),
  },
  subscriptions: {
    mine: (t) => subscriptions.render({ lines, next: null, buys: false }, t),
    'which one to buy for': (t) => subscriptions.render({ lines, next: 20, buys: true }, t),
  },
  traffic: {
    'by day': (t) => traffic.render(moved, t),
    'not asked yet': (t) => traffic.render({ ...moved, days: null, readAt: null }, t),
    'cannot be asked': (t) => traffic.render({ ...moved, hasFailed: true }, t),
    'none yet': (t) =>
      traffic.render({ ...moved, usedBytes: 0n, days: days.map(({ day }) => ({ day, bytes: 0n })) }, t),
    'used up': (t) => traffic.render({ ...moved, usedBytes: moved.limitBytes }, t),
    unlimited: (t) => traffic.render({ ...moved, limitBytes: 0n, sellsMore: false, resetAt: null }, t),
    hostile: (t) => traffic.render({ ...moved, usedBytes: 2n ** 62n, limitBytes: 2n ** 62n + 1n }, t),
  },
  trial: { any: (t) => trial.render({ days: 3, trafficLimitBytes: 10_737_418_240n, deviceLimit: 1 }, t) },
  waiting: {
    paid: (t) => waiting.render({ ...awaited, by: 'paid' }, t),
    trial: (t) => waiting.render({ ...awaited, by: 'trial' }, t),
    over: (t) => waiting.render({ ...awaited, by: 'promo', isReady: true }, t),
    promo: (t) => waiting.render({ ...awaited, by: 'promo' }, t),
    gift: (t) => waiting.render({ ...awaited, by: 'gift' }, t),
    'paid by somebody banned': (t) => waiting.render({ ...awaited, by: 'paid', isBanned: true }, t),
    'given to somebody banned': (t) =>
      waiting.render({ ...awaited, by: 'promo', isBanned: true, supportUrl: null }, t),
  },
  welcome: {
    named: (t) => welcome.render({ name: hostile.name, hasTrial: true }, t),
    nameless: (t) => welcome.render({ name: null, hasTrial: false }, t),
  },
} satisfies States<string>;
