import { existsSync } from 'node:fs';
import { z } from 'zod';
import { panelDefinitions } from '../panels/registry.js';
import { providerDefinitions } from '../payments/registry.js';
import type { RedisAddress } from '../queue/connect.js';
import { bot, madeSecret } from './bot.js';
import { readEnvironment, type Given } from './environment.js';
import { ConfigFault, exampleOf, faultsFrom, type Fault } from './fault.js';
import { shapes } from './groups.js';
import { faultyPairs } from './pairs.js';
import { people } from './people.js';
import { plans, tariffOf, topup, topupOf, type Tariff, type Topup } from './plans.js';
import { referral, rulesOf } from './referral.js';
import { expiry, expiryRulesOf } from './expiry.js';
import type { ExpiryRules } from '../domain/expiry.js';
import type { ReferralRules } from '../domain/referral.js';
import { sentry } from './sentry.js';
import { databaseUrlOf, redisAddressOf, redisUrlOf, storeParts, stores } from './stores.js';
import { board, metrics, web } from './web.js';
import { fleet, logging, worker } from './worker.js';

const variables = z.object({
  ...bot.shape,
  ...people.shape,
  ...stores.shape,
  ...plans.shape,
  ...topup.shape,
  ...referral.shape,
  ...expiry.shape,
  ...web.shape,
  ...board.shape,
  ...metrics.shape,
  ...worker.shape,
  ...logging.shape,
  ...sentry.shape,
  ...fleet.shape,
});

export interface Config extends z.output<typeof variables> {
  readonly TELEGRAM_MODE: 'webhook' | 'polling';
  readonly WEBHOOK_SECRET_TOKEN: string;
  /** Of this very process: METRICS_PORT, moved by its number among the instances. */
  readonly metricsPort: number;
  /** Where Redis is, however it is run. */
  readonly redis: RedisAddress;
  readonly tariff: Tariff;
  readonly topup: Topup;
  readonly referral: ReferralRules;
  readonly expiry: ExpiryRules;
  /** What `createPayments` wants; among it how the bot itself is reached. */
  readonly payments: Readonly<Record<string, unknown>>;
  /** What `createPanels` wants. */
  readonly panels: Readonly<Record<string, unknown>>;
}

/**
 * Reads the environment, and beside it the file; what is set wins over the file.
 *
 * @throws {ConfigFault} with everything that is wrong, at once
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, file: string | null = '.env'): Config {
  const read = readEnvironment(env, file, Object.keys(shapes));
  const parts = take(storeParts, read.given);
  const given = withAddresses(read.given, parts.value ?? storeParts.parse({})); // faulty parts are a fault already

  const ours = take(variables, given);
  const payments = providerDefinitions.map(({ settings }) => take(settings, given));
  const panels = panelDefinitions.map(({ settings }) => take(settings, given));
  const taken = [parts, ours, ...payments, ...panels];
  const found = [...read.faults, ...faultyPairs(given), ...taken.flatMap((each) => each.faults)];
  const faults = found
    .filter(({ name }, at) => found.findIndex((other) => other.name === name) === at)
    .map((fault) => ({ example: exampleOf(fault.name, shapes[fault.name]), ...fault }));
  if (!ours.value || faults.length > 0) throw new ConfigFault(faults, hintOf(file));

  return Object.freeze({
    ...ours.value,
    TELEGRAM_MODE: ours.value.TELEGRAM_MODE ?? (ours.value.WEBHOOK_BASE_URL ? 'webhook' : 'polling'),
    WEBHOOK_SECRET_TOKEN: ours.value.WEBHOOK_SECRET_TOKEN ?? madeSecret(ours.value.BOT_TOKEN),
    metricsPort: portOfInstance(ours.value.METRICS_PORT, env['NODE_APP_INSTANCE']),
    redis: redisAddressOf(ours.value),
    tariff: tariffOf(ours.value),
    topup: topupOf(ours.value),
    referral: rulesOf(ours.value),
    expiry: expiryRulesOf(ours.value),
    payments: {
      ...merged(payments),
      BOT_TOKEN: ours.value.BOT_TOKEN,
      TELEGRAM_API_ROOT: ours.value.TELEGRAM_API_ROOT,
    },
    panels: merged(panels),
  });
}

function take<Fields extends z.ZodObject>(
  fields: Fields,
  given: Given,
): { value?: z.output<Fields>; faults: readonly Fault[] } {
  const { success, data, error } = fields.safeParse(given);
  return success ? { value: data, faults: [] } : { faults: faultsFrom(error, shapes, given) };
}

const merged = (all: readonly { value?: Record<string, unknown> }[]): Record<string, unknown> =>
  Object.fromEntries(all.flatMap(({ value = {} }) => Object.entries(value)));

/** An address in parts counts where the address itself is absent and any part is there. */
function withAddresses(given: Given, parts: z.output<typeof storeParts>): Given {
  const has = (prefix: string) =>
    Object.keys(storeParts.shape).some((name) => name.startsWith(prefix) && given[name] !== undefined);
  const named = given['REDIS_SENTINELS'] ?? given['REDIS_CLUSTER_NODES'];
  return {
    ...given,
    DATABASE_URL: given['DATABASE_URL'] ?? (has('POSTGRES_') ? databaseUrlOf(parts) : undefined),
    REDIS_URL: given['REDIS_URL'] ?? (has('REDIS_') || named ? redisUrlOf(parts) : undefined),
  };
}

/** PM2 numbers the instances of an application. Port 0 is any free one, for each of them. */
const portOfInstance = (base: number, instance: string | undefined): number =>
  base === 0 ? 0 : base + (Number(instance) || 0);

const hintOf = (file: string | null): string | undefined =>
  file === null || existsSync(file)
    ? undefined
    : `There is no ${file} in ${process.cwd()}: copy .env.example to it and fill it in, or set them otherwise.`;
