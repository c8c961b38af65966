import type { ScreenKey } from '../buttons.js';
import type { Screen, View, Viewer } from './screen.js';
import addons from './screens/addons.js';
import apps from './screens/apps.js';
import balance from './screens/balance.js';
import banned from './screens/banned.js';
import binding from './screens/binding.js';
import connect from './screens/connect.js';
import credited from './screens/credited.js';
import device from './screens/device.js';
import devices from './screens/devices.js';
import email from './screens/email.js';
import expiring from './screens/expiring.js';
import friends from './screens/friends.js';
import figures from './screens/figures.js';
import gate from './screens/gate.js';
import gift from './screens/gift.js';
import giftback from './screens/giftback.js';
import giftgone from './screens/giftgone.js';
import gifts from './screens/gifts.js';
import given from './screens/given.js';
import help from './screens/help.js';
import history from './screens/history.js';
import home from './screens/home.js';
import language from './screens/language.js';
import method from './screens/method.js';
import methods from './screens/methods.js';
import payment from './screens/payment.js';
import plans from './screens/plans.js';
import present from './screens/present.js';
import profile from './screens/profile.js';
import promo from './screens/promo.js';
import promoted from './screens/promoted.js';
import qr from './screens/qr.js';
import ready from './screens/ready.js';
import referral from './screens/referral.js';
import refunded from './screens/refunded.js';
import rewarded from './screens/rewarded.js';
import renewal from './screens/renewal.js';
import renewalconsent from './screens/renewalconsent.js';
import renewalfailed from './screens/renewalfailed.js';
import renewalnotice from './screens/renewalnotice.js';
import renewalsources from './screens/renewalsources.js';
import renewaltrouble from './screens/renewaltrouble.js';
import renewed from './screens/renewed.js';
import removal from './screens/removal.js';
import saved from './screens/saved.js';
import relinked from './screens/relinked.js';
import revoke from './screens/revoke.js';
import subscription from './screens/subscription.js';
import subscriptions from './screens/subscriptions.js';
import topup from './screens/topup.js';
import traffic from './screens/traffic.js';
import trial from './screens/trial.js';
import unbanned from './screens/unbanned.js';
import waiting from './screens/waiting.js';
import welcome from './screens/welcome.js';
import wrap from './screens/wrap.js';
import type { Translator } from './translate.js';

/** Every screen by its name, which callback data and the database know: permanent. */
export const screens: Readonly<Record<string, Screen<unknown>>> = {
  addons,
  apps,
  balance,
  banned,
  binding,
  connect,
  credited,
  device,
  devices,
  email,
  expiring,
  friends,
  figures,
  gate,
  gift,
  giftback,
  giftgone,
  gifts,
  given,
  help,
  history,
  home,
  language,
  method,
  methods,
  payment,
  plans,
  present,
  profile,
  promo,
  promoted,
  qr,
  ready,
  referral,
  refunded,
  rewarded,
  renewal,
  renewalconsent,
  renewalfailed,
  renewalnotice,
  renewalsources,
  renewaltrouble,
  renewed,
  removal,
  saved,
  relinked,
  revoke,
  subscription,
  subscriptions,
  topup,
  traffic,
  trial,
  unbanned,
  waiting,
  welcome,
  wrap,
};

/** What a key shows this person now; the menu, or what the screen names, where it shows nothing of theirs. */
export async function viewOf(key: ScreenKey, viewer: Viewer, t: Translator): Promise<View> {
  const view = await ownViewOf(key, viewer, t);
  if (view) return view;
  const instead = screenOf(key)?.instead ?? 'home';
  if (instead === key) throw new Error(`the screen "${key}" shows nothing`);
  return viewOf(instead, viewer, t);
}

/** The same; null where it shows nothing of theirs. */
export async function ownViewOf(key: ScreenKey, viewer: Viewer, t: Translator): Promise<View | null> {
  const screen = screenOf(key);
  const [, ...args] = key.split(':');
  const state = (await screen?.load(viewer, ...args)) ?? null;
  if (!screen || state === null) return null;
  return { ...screen.render(state, t), ...(screen.isKept && { isKept: true }) };
}

/** Whether the next text answers the screen of this name. */
export const takesText = (name: string): boolean => screenOf(name)?.takesText === true;

/** Whether a message that shows it stays what it is. */
export const isKept = (key: ScreenKey): boolean => screenOf(key)?.isKept === true;

function screenOf(key: ScreenKey): Screen<unknown> | undefined {
  const [name = ''] = key.split(':');
  return Object.hasOwn(screens, name) ? screens[name] : undefined;
}
