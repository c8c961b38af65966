import type { Shop } from '../chat/screen.js';
import { createTranslators } from '../chat/translate.js';
import { webhookUrlOf } from '../config/bot.js';
import type { Config } from '../config/config.js';
import type { Db } from '../db/db.js';
import { guard, type GuardOptions } from '../guard.js';
import { request } from '../http.js';
import { createPanels } from '../panels/registry.js';
import {
  charges,
  createPayments,
  offered,
  offers,
  pagesFor,
  repeats,
  type Payments,
} from '../payments/registry.js';
import { createMailbox } from '../queue/mailbox.js';
import type { OpenQueues } from '../queue/producer.js';
import type { Scope } from '../queue/scope.js';
import { topology } from '../queue/topology.js';
import { createRests, type Rests } from '../rests.js';
import type { App } from '../run-process.js';
import { createLimiter } from '../telegram/limiter.js';
import { createTelegram } from '../telegram/telegram.js';

/** Of a worker's places for payments a third, so that one provider that hangs, and even two, leave the others some. */
export const callsOfOneProvider = ({ WORKER_CONCURRENCY }: Pick<Config, 'WORKER_CONCURRENCY'>): number =>
  Math.ceil((WORKER_CONCURRENCY ?? topology.payments.concurrency) / 3);

/** Everything a job may touch, put together from the settings. */
export function createScope(
  { config, log, metrics }: Pick<App, 'config' | 'log' | 'metrics'>,
  db: Db,
  { redis, queues }: Pick<OpenQueues, 'redis' | 'queues'>,
): Omit<Scope, 'signal'> & { readonly rests: Rests } {
  const rests = createRests(redis);
  const ears: GuardOptions = {
    called: metrics.called,
    breakerIs(service, isOpen) {
      metrics.breakerIs(service, isOpen);
      rests.note(service, isOpen);
    },
  };
  const payments = createPayments(config.payments, {
    http: guard(request, { ...ears, callsAtOnce: callsOfOneProvider(config) }),
    next: db.next,
    publicUrl: config.WEBHOOK_BASE_URL ?? null,
  });
  const telegram = createTelegram({
    token: config.BOT_TOKEN,
    apiRoot: config.TELEGRAM_API_ROOT,
    limiter: createLimiter(redis),
    called: metrics.calledTelegram,
  });
  return {
    db,
    payments,
    telegram,
    log,
    panels: createPanels(config.panels, guard(request, ears)),
    mailbox: createMailbox(redis, queues.get('updates')!),
    chat: {
      shop: shopOf(config, payments, rests),
      translate: createTranslators(config.DEFAULT_TIMEZONE),
      defaultLanguage: config.DEFAULT_LANGUAGE,
      operators: new Set(config.ADMIN_IDS),
      timezone: config.DEFAULT_TIMEZONE,
    },
    bot: setupOf(config),
    meter: { replied: metrics.replied, provisioned: metrics.provisioned },
    now: () => new Date(),
    rests,
  };
}

const shopOf = (config: Config, payments: Payments, rests: Rests): Shop => ({
  supportUrl: config.SUPPORT_LINK ?? null,
  termsUrl: config.TERMS_OF_SERVICE_URL ?? null,
  statusUrl: config.SERVER_STATUS_URL ?? null,
  greets: !config.DISABLE_WELCOME_MESSAGE,
  publicUrl: config.WEBHOOK_BASE_URL ?? null,
  channel: config.REQUIRED_CHANNEL_ID
    ? { id: config.REQUIRED_CHANNEL_ID, url: config.REQUIRED_CHANNEL_LINK ?? null }
    : null,
  get providers() {
    return offered(payments).flatMap(([id]) => (rests.isResting(id) ? [] : [id]));
  },
  offers: (provider, amount) => offers(payments, provider, amount),
  charges: (provider, amount) => charges(payments, provider, amount),
  asksFor: (provider) => payments.known.get(provider)?.pollsFor?.hours,
  least: (provider, currency) => payments.known.get(provider)?.limits[currency]?.min ?? null,
  pagesFor: (months) => pagesFor(payments, months),
  repeats: (provider, term, price) => repeats(payments, provider, term, price),
  resumes: (provider) => payments.known.get(provider)?.mandates?.allow !== undefined,
  triesOnce: (provider) => payments.known.get(provider)?.mandates?.triesOnce === true,
  asksFirst: (provider) => payments.known.get(provider)?.mandates?.asksFirst === true,
  maxSubscriptions: config.MAX_SUBSCRIPTIONS,
  saving: savingOf(payments),
  receipts: [...payments.known].flatMap(([id, { receipts }]) => (receipts ? [id] : [])),
  topup: config.topup,
});

function savingOf(payments: Payments): Shop['saving'] {
  const saving = offered(payments).filter(([, { saved }]) => saved !== undefined);
  return {
    providers: saving.map(([id]) => id),
    proposed: saving.some(([, { saved }]) => saved?.proposed),
  };
}

const setupOf = (config: Config) => ({
  webhookUrl: webhookUrlOf(config),
  secretToken: config.TELEGRAM_MODE === 'webhook' ? config.WEBHOOK_SECRET_TOKEN : null,
});
