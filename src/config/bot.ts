import { createHash } from 'node:crypto';
import { z } from 'zod';
import { choice, list, port, text, webUrl } from './fields.js';

export const bot = z.object({
  BOT_TOKEN: text(/^\d{5,}:[\w-]{30,}$/, 'the token that @BotFather gave').meta({
    about: 'The bot’s token, from @BotFather',
    example: '123456789:AAExampleExampleExampleExampleExample',
    secret: true,
  }),
  ADMIN_IDS: list(
    text(/^\d{1,19}$/, 'Telegram ids of people, separated by commas').transform(BigInt),
    'Telegram ids of people, separated by commas',
  )
    .default([])
    .meta({ about: 'Telegram ids of those who run the shop', example: '123456789,987654321' }),
  TELEGRAM_API_ROOT: webUrl()
    .default('https://api.telegram.org')
    .meta({ about: 'Base URL of the Bot API', example: 'https://api.telegram.org' }),
  TELEGRAM_MODE: choice(['webhook', 'polling']).optional().meta({
    about: 'How updates come; webhook when WEBHOOK_BASE_URL is set, else polling',
    example: 'webhook',
  }),
  WEBHOOK_BASE_URL: webUrl().optional().meta({
    about: 'Where the world reaches us: webhooks of Telegram and providers, pages that open VPN apps',
    example: 'https://shop.example.com',
  }),
  WEBHOOK_SECRET_TOKEN: text(/^[\w-]{16,256}$/, '16 to 256 letters, digits, "_" and "-"')
    .optional()
    .meta({
      about: 'What Telegram sends along with each update; made from BOT_TOKEN when absent',
      example: 'a-long-random-word-of-yours',
      secret: true,
    }),
  BOT_SERVER_PORT: port()
    .default(8081)
    .meta({ about: 'Where `bot` listens for POST /telegram/webhook, on WEB_SERVER_HOST', example: '8081' }),
});

/** Every process has to know the same secret, and a restart must not change it: so it is made, not drawn. */
export const madeSecret = (token: string): string =>
  createHash('sha256').update(`2getpro telegram webhook secret\n${token}`).digest('hex');

/** Where Telegram shall send updates; null where they are polled. */
export const webhookUrlOf = ({
  TELEGRAM_MODE: mode,
  WEBHOOK_BASE_URL: base,
}: {
  readonly TELEGRAM_MODE: 'webhook' | 'polling';
  readonly WEBHOOK_BASE_URL?: string | undefined;
}): string | null => (mode === 'webhook' ? `${base}/telegram/webhook` : null);
