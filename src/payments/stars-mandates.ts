import { z } from 'zod';
import { dayMs } from '../domain/term.js';
import type { CallOptions } from '../http.js';
import type { MandateRef, Mandates } from './mandates.js';
import type { StarsClient } from './stars-client.js';

/** The one period there is (createInvoiceLink, subscription_period). */
export const periodSeconds = 2_592_000;
export const starsTerm = { months: 0, days: (1_000 * periodSeconds) / dayMs } as const;

/**
 * Subscriptions that Telegram charges in Stars every thirty days. One is named by the id of its first charge
 * (core.telegram.org/method/payments.botCancelStarsSubscription). What the bot ended, its payer cannot take up again until
 * the bot lets them, and even then only they can, in Telegram's own settings. It costs 10 000 Stars at most.
 */
export const starsMandates = (call: StarsClient): Mandates => {
  const edit = async ({ externalId, payer }: MandateRef, isCanceled: boolean, options: CallOptions) => {
    const which = { user_id: Number(payer), telegram_payment_charge_id: externalId };
    await call('editUserStarSubscription', { ...which, is_canceled: isCanceled }, z.literal(true), options);
  };
  return {
    termOf: ({ months, days }) =>
      (months === 1 && days === 0) || (months === 0 && days === starsTerm.days) ? starsTerm : null,
    max: 10_000n,
    stop: (mandate, options) => edit(mandate, true, options),
    allow: (mandate, options) => edit(mandate, false, options),
  };
};
