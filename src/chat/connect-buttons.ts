import { open } from '../buttons.js';
import type { Button } from './screen.js';
import type { Translator } from './translate.js';

/** From a subscription to a working connection: by an app, or by the QR picture on another device. */
export const connectButtons = (subscriptionId: bigint, t: Translator): Button[][] => [
  [{ text: t.plain('connect-open'), data: open('connect', subscriptionId), style: 'success' }],
  [{ text: t.plain('connect-qr'), data: open('qr', subscriptionId) }],
];
