import { z } from 'zod';
import { languages } from '../domain/language.js';
import { choice, flag, text, webUrl, whole } from './fields.js';

/** First generation files also say RU and EN. */
const language = z
  .string({ error: languages.join(' or ') })
  .toLowerCase()
  .pipe(choice(languages));
const timezone = 'a time zone of the tz database';
const link = webUrl();

export const people = z.object({
  DEFAULT_LANGUAGE: language
    .default('ru')
    .meta({ about: 'Language for people whose own the bot does not have', example: 'ru' }),
  DEFAULT_TIMEZONE: z
    .string({ error: timezone })
    .refine(isTimeZone, { error: timezone })
    .default('Europe/Moscow')
    .meta({ about: 'Time zone of every date that people see', example: 'Europe/Moscow' }),
  SUPPORT_LINK: link
    .optional()
    .meta({ about: 'Button “Write to support”', example: 'https://t.me/your_support' }),
  TERMS_OF_SERVICE_URL: link
    .optional()
    .meta({ about: 'Button “Terms”', example: 'https://shop.example.com/terms' }),
  SERVER_STATUS_URL: link
    .optional()
    .meta({ about: 'Button “Status”', example: 'https://status.example.com' }),
  DISABLE_WELCOME_MESSAGE: flag()
    .default(false)
    .meta({ about: 'Somebody new sees the menu at once, without a greeting', example: 'false' }),
  REQUIRED_CHANNEL_ID: text(/^-\d{5,18}$/, 'the id of a channel')
    .transform(BigInt)
    .optional()
    .meta({
      about:
        'Channel that people have to join before they can use the shop; the bot must be its administrator',
      example: '-1001234567890',
    }),
  REQUIRED_CHANNEL_LINK: link
    .optional()
    .meta({ about: 'Button “Open the channel”', example: 'https://t.me/your_channel' }),
  MAX_SUBSCRIPTIONS: whole(1, 20)
    .default(1)
    .meta({ about: 'How many subscriptions one person may have, each with its own link', example: '1' }),
});

function isTimeZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
