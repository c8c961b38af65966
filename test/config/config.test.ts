import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { loadConfig } from '../../src/config/config.js';
import { groups } from '../../src/config/groups.js';
import { secretsOf } from '../../src/config/secrets.js';
import { goodEnv } from '../support/environment.js';

describe('the configuration', () => {
  let folder: string;
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'config-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('needs a token and two addresses, and has a default for the rest', () => {
    const config = loadConfig(goodEnv, null);

    expect(config.TELEGRAM_MODE).to.equal('polling');
    expect(config.WORKER_QUEUES).to.have.length(9);
    expect(config.SHUTDOWN_GRACE_MS).to.equal(20_000);
    expect(config.tariff.plans).to.deep.equal([]);
    expect(config.tariff.trial).to.deep.equal({ days: 3, trafficLimitBytes: 5_368_709_120n });
    expect(config.topup).to.deep.include({ minMinor: 5_000n, maxMinor: 1_500_000n });
    expect(config.payments).to.include({ YOOKASSA_ENABLED: true });
  });

  it('hands on to Stars how the bot is reached, which stays described with the bot', () => {
    const given = { ...goodEnv, TELEGRAM_API_ROOT: 'http://127.0.0.1:4100/telegram/' };
    const { payments } = loadConfig(given, null);
    expect(payments).to.include({
      STARS_ENABLED: true,
      BOT_TOKEN: goodEnv.BOT_TOKEN,
      TELEGRAM_API_ROOT: 'http://127.0.0.1:4100/telegram',
    });
    expect(loadConfig(goodEnv, null).payments).to.include({ TELEGRAM_API_ROOT: 'https://api.telegram.org' });

    const names = groups.flatMap(({ fields }) => Object.keys(fields.shape));
    expect(names.filter((name) => name === 'BOT_TOKEN' || name === 'TELEGRAM_API_ROOT')).to.have.length(2);
  });

  it('takes an empty line for none', () => {
    const config = loadConfig({ ...goodEnv, SUPPORT_LINK: '', LOG_LEVEL: ' ', YOOKASSA_SHOP_ID: '' }, null);

    expect(config.SUPPORT_LINK).to.equal(undefined);
    expect(config.LOG_LEVEL).to.equal('info');
  });

  it('reads a file, also its names that begin with a digit, and lets what is set win', () => {
    const path = file(
      '.env',
      '1_MONTH_ENABLED=false\nRUB_PRICE_1_MONTH=199\nRUB_PRICE_3_MONTHS="499"\nSTARS_PRICE_3_MONTHS=375\nUSD_PRICE_3_MONTHS=5.9\nWEB_SERVER_PORT=1\n',
    );

    const config = loadConfig({ ...goodEnv, WEB_SERVER_PORT: '2' }, path);

    expect(config.tariff.plans).to.deep.equal([
      { months: 3, priceMinor: 49_900n, also: [money(5_90n, 'USD'), money(375n, 'XTR')] },
    ]);
    expect(config.WEB_SERVER_PORT).to.equal(2);
  });

  it('reads names that begin with a digit also with PLAN_ before them', () => {
    const prices = { RUB_PRICE_1_MONTH: '199', RUB_PRICE_12_MONTHS: '1499' };

    const config = loadConfig({ ...goodEnv, ...prices, PLAN_12_MONTHS_ENABLED: 'no' }, null);

    expect(config.tariff.plans.map(({ months }) => months)).to.deep.equal([1]);
  });

  it('says that there is no file, where one would have said it all', () => {
    const missing = join(folder, '.env');
    expect(() => loadConfig({}, missing)).to.throw(
      `There is no ${missing} in ${process.cwd()}: copy .env.example`,
    );
    expect(() => loadConfig({}, file('.env', 'BOT_TOKEN=x'))).to.throw(/^(?!.*There is no)/s);
  });

  it('takes a value out of the file that NAME_FILE names', () => {
    const { BOT_TOKEN, ...rest } = goodEnv;
    const path = file('token', `${BOT_TOKEN}\n`);
    const stale = file('.env', `BOT_TOKEN=1${BOT_TOKEN}\n`);

    expect(loadConfig({ ...rest, BOT_TOKEN_FILE: path }, null).BOT_TOKEN).to.equal(BOT_TOKEN);
    expect(loadConfig({ ...rest, BOT_TOKEN_FILE: path }, stale).BOT_TOKEN).to.equal(BOT_TOKEN);
  });

  it('puts addresses together out of their parts, whatever is in a password', () => {
    const { BOT_TOKEN } = goodEnv;
    const parts = {
      POSTGRES_PASSWORD: 'a/b@c:d%#?',
      POSTGRES_DB: 'shop',
      REDIS_PASSWORD: 'x@y',
      REDIS_DB: '3',
    };

    const config = loadConfig({ BOT_TOKEN, ...parts }, null);

    const database = new URL(config.DATABASE_URL);
    expect(decodeURIComponent(database.password)).to.equal('a/b@c:d%#?');
    expect(database.host + database.pathname).to.equal('localhost:5432/shop');
    expect(config.REDIS_URL).to.equal('redis://:x%40y@localhost:6379/3');
  });

  it('takes an address rather than its parts', () => {
    const config = loadConfig({ ...goodEnv, POSTGRES_HOST: 'elsewhere', REDIS_HOST: 'elsewhere' }, null);

    expect(config.DATABASE_URL).to.equal(goodEnv.DATABASE_URL);
    expect(config.REDIS_URL).to.equal(goodEnv.REDIS_URL);
  });

  it('knows a Redis behind sentinels and a Redis Cluster, whose login their address still gives', () => {
    const { BOT_TOKEN, DATABASE_URL } = goodEnv;
    const given = { BOT_TOKEN, DATABASE_URL, REDIS_PASSWORD: 'x@y' };
    const watched = loadConfig({ ...given, REDIS_SENTINELS: 's-1:26379, [::1]:26380' }, null).redis;
    const cluster = loadConfig({ ...given, REDIS_CLUSTER_NODES: 'r-1:7000' }, null).redis;

    const url = 'redis://:x%40y@localhost:6379/0';
    const sentinels = [
      { host: 's-1', port: 26_379 },
      { host: '::1', port: 26_380 },
    ];
    expect(watched).to.deep.equal({ url, sentinels, name: 'mymaster' });
    expect(cluster).to.deep.equal({ url, nodes: [{ host: 'r-1', port: 7_000 }] });
    expect(loadConfig(goodEnv, null).redis).to.deep.equal({ url: goodEnv.REDIS_URL });
  });

  it('refuses a Redis that is two kinds at once, or a cluster with numbered databases', () => {
    const nodes = { ...goodEnv, REDIS_CLUSTER_NODES: 'r-1:7000' };
    const faultsOf = (env: Record<string, string>) => {
      try {
        loadConfig(env, null);
        return '';
      } catch (error) {
        return String(error);
      }
    };

    expect(faultsOf({ ...nodes, REDIS_SENTINELS: 's-1:26379' })).to.contain('REDIS_SENTINELS beside it');
    expect(faultsOf({ ...nodes, REDIS_URL: 'redis://h/3' })).to.contain('a Redis Cluster has no other');
    expect(faultsOf({ ...goodEnv, REDIS_CLUSTER_NODES: 'r-1' })).to.contain('addresses like host:6379');
  });

  it('waits for webhooks once Telegram can reach it, with a secret that every process makes alike', () => {
    const set = { ...goodEnv, WEBHOOK_BASE_URL: 'https://shop.example.com/' };
    const [one, other] = [loadConfig(set, null), loadConfig(set, null)];

    expect(one.TELEGRAM_MODE).to.equal('webhook');
    expect(one.WEBHOOK_BASE_URL).to.equal('https://shop.example.com');
    expect(one.WEBHOOK_SECRET_TOKEN)
      .to.match(/^[\da-f]{64}$/)
      .and.equal(other.WEBHOOK_SECRET_TOKEN);
    const another = { ...set, BOT_TOKEN: `1${goodEnv.BOT_TOKEN}` };
    expect(loadConfig(another, null).WEBHOOK_SECRET_TOKEN).not.to.equal(one.WEBHOOK_SECRET_TOKEN);
  });

  it('understands the levels and the languages of the first generation', () => {
    const config = loadConfig({ ...goodEnv, LOG_LEVEL: 'WARNING', DEFAULT_LANGUAGE: 'EN' }, null);

    expect(config.LOG_LEVEL).to.equal('warn');
    expect(config.DEFAULT_LANGUAGE).to.equal('en');
  });

  it('gives each instance under PM2 the next port for its metrics', () => {
    const ports = [
      ['8000', '0'],
      ['8000', '3'],
      ['0', '3'],
    ].map(([METRICS_PORT, NODE_APP_INSTANCE]) =>
      loadConfig({ ...goodEnv, METRICS_PORT, NODE_APP_INSTANCE }, null),
    );

    expect(ports.map(({ metricsPort }) => metricsPort)).to.deep.equal([8_000, 8_003, 0]);
  });

  it('knows its secrets in every form in which they could be seen', () => {
    const config = loadConfig(
      {
        ...goodEnv,
        BOARD_USERNAME: 'admin',
        BOARD_PASSWORD: 'quote"and backslash\\',
        REDIS_URL: 'redis://:p%40ssw0rd@h/0',
        SENTRY_DSN: 'https://key-of-the-project@sentry.example/42',
        STRIPE_WEBHOOK_SECRET: 'whsec_old, whsec_new',
      },
      null,
    );

    expect(secretsOf(config)).to.include.members([
      'whsec_old',
      'whsec_new',
      goodEnv.BOT_TOKEN,
      config.WEBHOOK_SECRET_TOKEN,
      'quote"and backslash\\',
      'quote\\"and backslash\\\\',
      'p@ssw0rd',
      'p%40ssw0rd',
      'key-of-the-project',
    ]);
    expect(secretsOf(config)).not.to.include('admin');
  });
});
