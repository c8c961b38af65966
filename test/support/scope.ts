import { Redis } from 'ioredis';
import { createTranslators } from '../../src/chat/translate.js';
import type { Shop } from '../../src/chat/screen.js';
import type { Db } from '../../src/db/db.js';
import { createMailbox } from '../../src/queue/mailbox.js';
import type { Scope } from '../../src/queue/scope.js';
import { createTelegram, type Telegram } from '../../src/telegram/telegram.js';
import { log } from './log.js';

export const botToken = '123456789:AAExampleExampleExampleExampleExampl';

/** What the shop of a test allows and links to. */
export const shop: Shop = {
  supportUrl: 'https://t.me/support',
  termsUrl: 'https://shop.example/terms',
  statusUrl: null,
  greets: true,
  channel: null,
  publicUrl: 'https://shop.example',
  providers: ['balance', 'yookassa'],
  pagesFor: () => [],
  repeats: () => null,
  resumes: () => false,
  triesOnce: () => false,
  asksFirst: () => false,
  offers: (provider, { minor }) => shop.providers.includes(provider) && minor <= 350_000_00n,
  charges: (_, { minor }) => minor <= 350_000_00n,
  asksFor: () => undefined,
  maxSubscriptions: 1,
  saving: { providers: [], proposed: false },
  least: (provider) => (shop.providers.includes(provider) ? 1_00n : null),
  receipts: [],
  topup: { minMinor: 50_00n, maxMinor: 15_000_00n, presetsMinor: [100_00n, 500_00n, 1_000_00n] },
};

const translate = createTranslators('Europe/Moscow');

/** The real sender, without the fleet's limits. */
export const telegramAt = (apiRoot: string): Telegram =>
  createTelegram({
    token: botToken,
    apiRoot,
    limiter: { acquire: () => Promise.resolve(), pause: () => Promise.resolve() },
  });

/**
 * A scope around a real database, with nothing of the outside configured but what a test gives: whatever else is called
 * answers like a closed port.
 */
export const testScope = (db: Db, more: Partial<Scope> = {}): Scope => ({
  db,
  panels: new Map(),
  payments: { known: new Map(), notOffered: new Map() },
  telegram: telegramAt('http://127.0.0.1:9'),
  mailbox: nobodysMailbox,
  chat: { shop, translate, defaultLanguage: 'ru', operators: new Set(), timezone: 'Europe/Moscow' },
  bot: { webhookUrl: null, secretToken: null },
  meter: { replied: () => {}, provisioned: () => {} },
  log,
  signal: new AbortController().signal,
  now: () => new Date(),
  ...more,
});

const nobodysMailbox = createMailbox(
  new Redis({ host: '127.0.0.1', port: 9, lazyConnect: true, retryStrategy: () => null }),
  { add: () => Promise.reject(new Error('this test has no mailbox')) },
);
