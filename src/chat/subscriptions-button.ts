import { open } from '../buttons.js';
import type { Button } from './screen.js';
import type { Translator } from './translate.js';

/** The way to what somebody has: to the one, or to the list of so many. */
export const subscriptionsButton = (id: bigint, count: number, t: Translator): Button =>
  count > 1
    ? { text: t.plain('home-subscriptions', { count }), data: open('subscriptions') }
    : { text: t.plain('home-subscription'), data: open('subscription', id) };
