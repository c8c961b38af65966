import { Composer } from 'grammy';
import type { ChatContext } from './context.js';
import { arrival } from './features/arrival.js';
import { ban } from './features/ban.js';
import { devices } from './features/devices.js';
import { email } from './features/email.js';
import { fallback } from './features/fallback.js';
import { gate } from './features/gate.js';
import { gifts } from './features/gifts.js';
import { language } from './features/language.js';
import { membership } from './features/membership.js';
import { navigation } from './features/navigation.js';
import { paying } from './features/paying.js';
import { payments } from './features/payments.js';
import { promo } from './features/promo.js';
import { refresh } from './features/refresh.js';
import { renewal } from './features/renewal.js';
import { saved } from './features/saved.js';
import { revoke } from './features/revoke.js';
import { stars } from './features/stars.js';
import { start } from './features/start.js';
import { topup } from './features/topup.js';
import { trial } from './features/trial.js';

/** What people can do, in the order in which it is asked; the last one answers whatever nobody knew. */
export const chat = new Composer<ChatContext>(
  membership,
  stars,
  ban,
  arrival,
  gate,
  start,
  navigation,
  language,
  trial,
  paying,
  payments,
  gifts,
  topup,
  promo,
  email,
  refresh,
  renewal,
  devices,
  saved,
  revoke,
  fallback,
).middleware();
