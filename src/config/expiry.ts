import { z } from 'zod';
import type { ExpiryRules } from '../domain/expiry.js';
import { flag, whole } from './fields.js';

/** The first generation's names. They seed the rules; after that the database counts. */
export const expiry = z.object({
  SUBSCRIPTION_NOTIFICATIONS_ENABLED: flag()
    .default(true)
    .meta({ about: 'People are told when their subscription ends soon, or has ended', example: 'true' }),
  SUBSCRIPTION_NOTIFY_DAYS_BEFORE: whole(0, 3, ' of days').default(3).meta({
    about: 'From so many days before the end, once a day; 0 is never before it',
    example: '3',
  }),
  SUBSCRIPTION_NOTIFY_ON_EXPIRE: flag().default(true).meta({ about: 'When it has ended', example: 'true' }),
  SUBSCRIPTION_NOTIFY_AFTER_EXPIRE: flag()
    .default(true)
    .meta({ about: 'A day after it has ended', example: 'true' }),
});

export function expiryRulesOf(given: z.output<typeof expiry>): ExpiryRules {
  if (!given.SUBSCRIPTION_NOTIFICATIONS_ENABLED) return { daysBefore: 0, onEnd: false, afterEnd: false };
  return {
    daysBefore: given.SUBSCRIPTION_NOTIFY_DAYS_BEFORE,
    onEnd: given.SUBSCRIPTION_NOTIFY_ON_EXPIRE,
    afterEnd: given.SUBSCRIPTION_NOTIFY_AFTER_EXPIRE,
  };
}
