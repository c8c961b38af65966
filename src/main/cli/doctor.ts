import type { Command } from 'commander';
import { Api } from 'grammy';
import { webhookUrlOf } from '../../config/bot.js';
import { written } from '../../config/environment.js';
import { ignoredIn } from '../../config/ignored.js';
import { misspelledIn } from '../../config/misspelled.js';
import { aheadOf, migrationsAhead } from '../../db/migrate.js';
import { rightsOf } from '../../db/roles.js';
import { guard } from '../../guard.js';
import { request } from '../../http.js';
import { checkDatabase } from '../checks.js';
import { goods } from './doctor-goods.js';
import { Remark, type Examination, type Look } from './examination.js';
import { remedyOf } from './remedy.js';
import { sentenceOf } from './sentence.js';
import { inShop, type Shop } from './shop.js';
import { withRedis } from './with-redis.js';

/** By so much clocks of machines may differ. */
const skewMs = 2_000;

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** It works, and is not what somebody may count on. */
  readonly remarks?: true;
  /** What was found, or what is wrong and how to mend it. */
  readonly note: string;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('checks everything that the shop needs, and says what to do where something is wrong')
    .action(
      inShop(async (shop) => {
        const findings = (
          await Promise.all(examinations(shop).map(([what, look]) => examine(what, look)))
        ).flat();
        const lines = findings.map((finding) => `${markOf(finding)} ${finding.what}: ${finding.note}`);
        shop.print(findings, lines.join('\n'));
        if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
      }),
    );
}

const markOf = ({ ok, remarks }: Finding): string => (ok ? (remarks ? '!' : '✓') : '✗');

function examinations(shop: Shop): Examination[] {
  const { config, db } = shop;
  const http = guard(request, { called: () => {}, breakerIs: () => {} });
  return [
    ['names of settings', async () => lookAtNames()],
    ['settings without effect', async () => lookAtIgnored()],
    ['PostgreSQL', () => lookAtDatabase(db)],
    ['role in PostgreSQL', () => lookAtRights(shop)],
    ['clock, beside that of PostgreSQL', () => lookAtClock(db)],
    ['Redis', () => withRedis(config.redis, async () => 'answers, evicts nothing')],
    ['Telegram', () => lookAtTelegram(shop)],
    ['public address', () => lookAtAddress(shop)],
    ['support', async () => lookAtSupport(shop)],
    ['required channel', () => lookAtChannel(shop)],
    ['proxy before us', async () => lookAtProxies(shop)],
    ...goods(shop, http),
  ];
}

async function examine(what: string, look: Look): Promise<Finding> {
  try {
    return { what, ok: true, note: await look() };
  } catch (error) {
    if (error instanceof Remark) return { what, ok: true, remarks: true, note: error.message };
    const remedy = what.includes('PostgreSQL') ? remedyOf(error) : undefined;
    return { what, ok: false, note: remedy ?? sentenceOf(error) };
  }
}

/** A wrong value is refused at every start; a wrong name looks like a setting that was left out. */
function lookAtNames(): string {
  const wrong = misspelledIn(written()).map(({ name, meant }) => `nobody reads ${name}; is ${meant} meant?`);
  if (wrong.length === 0) return 'none looks like a mistake';
  throw new Error(wrong.join(' '));
}

/** Of the first generation, whose `.env` may be brought along: they may stay. */
function lookAtIgnored(): string {
  const ignored = ignoredIn(written());
  if (ignored.length === 0) return 'none that somebody would count on';
  throw new Remark(ignored.join('; '));
}

/** A build runs on the tables of the next one, as in every deploy: so that is told, and no fault. */
async function lookAtDatabase(db: Shop['db']): Promise<string> {
  await checkDatabase(db);
  const ahead = await migrationsAhead(db.knex);
  return ahead.length === 0 ? 'answers, migrated' : `answers; ${aheadOf(ahead)}: a newer build migrated it`;
}

/** What it cannot do nobody can make it do. */
async function lookAtRights({ db }: Shop): Promise<string> {
  const { login, owns, changes } = await rightsOf(db.knex);
  if (!owns && changes.length === 0) return `${login} cannot change what happened`;
  throw new Error(
    `${login} ${owns ? 'owns the tables' : `can change ${changes.join(', ')}`}, so whoever gets hold of DATABASE_URL ` +
      'can rewrite the books: let the processes log in as a member of getpro_app only (docs/operations.md)',
  );
}

/** What is due is due by PostgreSQL's clock; what a process judges by its own comes as much too early or too late. */
async function lookAtClock({ subscriptions }: Shop['db']): Promise<string> {
  const clock = () => subscriptions.clock();
  await clock(); // so that the next answer does not wait for a connection
  const asked = Date.now();
  const theirs = await clock();
  const aheadMs = Math.round((asked + Date.now()) / 2 - theirs.getTime());
  if (Math.abs(aheadMs) <= skewMs) return 'they agree';
  const by = `${Math.abs(aheadMs / 1_000).toFixed(1)} s ${aheadMs > 0 ? 'ahead' : 'behind'}`;
  throw new Remark(`this machine’s is ${by}: let NTP keep the clocks of all machines`);
}

async function lookAtTelegram({ config }: Shop): Promise<string> {
  const api = new Api(config.BOT_TOKEN, { apiRoot: config.TELEGRAM_API_ROOT, timeoutSeconds: 8 });
  const { username } = await api.getMe().catch((error: unknown) => {
    throw new Error(
      `${sentenceOf(error)}; look at BOT_TOKEN, and whether ${config.TELEGRAM_API_ROOT} can be reached`,
    );
  });
  const { url, last_error_message: trouble, pending_update_count: pending } = await api.getWebhookInfo();
  const expected = webhookUrlOf(config) ?? '';
  if (url !== expected) {
    throw new Error(
      `@${username} sends updates ${url ? `to ${url}` : 'nowhere'}, not ${expected ? `to ${expected}` : 'to whoever asks'}: ` +
        'reload the fleet if that is new in the settings; else its workers say it again within ten minutes ' +
        '(unless `jobs list` shows bot.configure), and if it does not stay so, another program uses this BOT_TOKEN',
    );
  }
  if (config.TELEGRAM_MODE === 'webhook' && trouble && pending > 0) {
    throw new Error(`@${username} cannot deliver ${pending} updates to ${url}: ${trouble}`);
  }
  return `@${username}, by ${config.TELEGRAM_MODE}`;
}

/** Whoever is no administrator of a channel may not ask who is in it. */
async function lookAtChannel({ config }: Shop): Promise<string> {
  const id = config.REQUIRED_CHANNEL_ID;
  if (id === undefined) return 'none: everybody may use the shop';
  const api = new Api(config.BOT_TOKEN, { apiRoot: config.TELEGRAM_API_ROOT, timeoutSeconds: 8 });
  const { id: bot, username } = await api.getMe();
  const member = await api.getChatMember(Number(id), bot).catch(() => null);
  if (member?.status === 'administrator' || member?.status === 'creator') return `@${username} runs ${id}`;
  throw new Error(`make @${username} an administrator of ${id}, or nobody new gets in`);
}

function lookAtSupport({ config }: Shop): string {
  if (config.SUPPORT_LINK) return config.SUPPORT_LINK;
  throw new Remark('none: texts ask buyers to write to you, and have no button for it; set SUPPORT_LINK');
}

/** Both routes behind the public address, each asked from outside. */
async function lookAtAddress({ config }: Shop): Promise<string> {
  const base = config.WEBHOOK_BASE_URL;
  if (!base)
    return 'none: updates are polled, providers cannot tell us anything, apps are opened by a copied link';
  const get = (path: string, method: string) =>
    fetch(`${base}${path}`, { method, signal: AbortSignal.timeout(8_000) });
  const bot = await get('/telegram/webhook', 'POST');
  if (bot.status !== 401)
    throw new Error(`/telegram/ does not lead to the bot process (answered ${bot.status})`);
  const web = await get('/health/live', 'GET');
  if (!web.ok) throw new Error(`/ does not lead to the web process (answered ${web.status})`);
  return `${base} leads to bot and web`;
}

/** We speak no TLS ourselves, so behind https somebody stands before us, and hides who is asking. */
function lookAtProxies({ config }: Shop): string {
  const { WEBHOOK_BASE_URL: base, TRUSTED_PROXIES: trusted } = config;
  if (!base?.startsWith('https:') || trusted.length > 0)
    return trusted.length === 0 ? 'none is believed' : `believed: ${trusted.join(', ')}`;
  throw new Error(
    'TRUSTED_PROXIES is empty: every webhook seems to come from the proxy, and those that are known by their address ' +
      'are refused; set it to the address of your proxy, like 127.0.0.1',
  );
}
