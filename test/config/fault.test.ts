import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect } from 'chai';
import { loadConfig } from '../../src/config/config.js';
import { ConfigFault, exampleOf } from '../../src/config/fault.js';
import { shapes } from '../../src/config/groups.js';
import { goodEnv } from '../support/environment.js';

function faultIn(env: Record<string, string>): ConfigFault {
  try {
    loadConfig(env, null);
  } catch (error) {
    if (error instanceof ConfigFault) return error;
    throw error;
  }
  throw new Error('nothing was found wrong');
}

describe('a fault of the configuration', () => {
  it('tells everything at once: what was found, what is expected, an example', () => {
    const { faults, message } = faultIn({
      WEB_SERVER_PORT: 'eighty',
      TRUSTED_PROXIES: '10.0.0.0/8, nonsense',
      RUB_PRICE_1_MONTH: '0',
      RUB_PRICE_3_MONTHS: '199.90',
      USER_TRAFFIC_STRATEGY: 'YEAR',
      DEFAULT_TIMEZONE: 'Moscow',
      BOARD_USERNAME: 'admin',
      TELEGRAM_MODE: 'webhook',
      TOPUP_MIN_RUB: '100',
      TOPUP_MAX_RUB: '50',
      YOOKASSA_SHOP_ID: 'mine',
      PANEL_API_URL: 'https://panel.example.com/api',
    });

    expect(faults.map(({ name }) => name)).to.have.members([
      'BOT_TOKEN',
      'DATABASE_URL',
      'REDIS_URL',
      'WEB_SERVER_PORT',
      'TRUSTED_PROXIES',
      'RUB_PRICE_1_MONTH',
      'RUB_PRICE_3_MONTHS',
      'USER_TRAFFIC_STRATEGY',
      'DEFAULT_TIMEZONE',
      'BOARD_PASSWORD',
      'WEBHOOK_BASE_URL',
      'TOPUP_MAX_RUB',
      'YOOKASSA_SHOP_ID',
      'YOOKASSA_SECRET_KEY',
      'PANEL_API_KEY',
    ]);
    expect(message).to.contain('15 variables are wrong or missing');
    expect(message).to.contain(
      '  WEB_SERVER_PORT\n    found:    "eighty"\n    expected: a whole number from 0 to 65535\n    example:  WEB_SERVER_PORT=8080',
    );
    expect(message).to.contain(
      '  BOT_TOKEN\n    found:    nothing\n    expected: the token that @BotFather gave',
    );
  });

  it('never holds a secret, also not one that slipped into another line', () => {
    const token = '123456789:AAsecretsecretsecretsecretsecretsecret';
    const { message } = faultIn({
      ...goodEnv,
      BOT_TOKEN: 'oops-this-is-a-secret-too',
      ADMIN_IDS: token,
      DATABASE_URL: 'mysql://me:hunter2hunter2@host/db',
      WEBHOOK_BASE_URL: 'shop.example.com?secret=hunter3hunter3',
      BOARD_USERNAME: 'admin',
      BOARD_PASSWORD: 'short-pw',
      SUPPORT_LINK: 'ftp://me:hunter4@host',
    });

    expect(message).to.contain('found:    25 characters');
    for (const secret of ['oops', 'AAsecret', 'hunter', 'short-pw']) expect(message).not.to.contain(secret);
  });

  it('names the file that cannot be read', () => {
    const { faults } = faultIn({ ...goodEnv, PANEL_API_KEY_FILE: '/nowhere/at/all' });

    expect(faults[0]).to.deep.include({
      name: 'PANEL_API_KEY_FILE',
      found: '/nowhere/at/all, which is not there',
    });
  });

  it('finds faulty parts of an address, and not the address that they would have made', () => {
    const { faults } = faultIn({
      BOT_TOKEN: goodEnv.BOT_TOKEN,
      REDIS_URL: goodEnv.REDIS_URL,
      POSTGRES_PORT: 'x',
    });

    expect(faults.map(({ name }) => name)).to.deep.equal(['POSTGRES_PORT']);
  });

  it('refuses a proxy network that is everybody', () => {
    for (const everybody of ['0.0.0.0/0', '::/0']) {
      expect(faultIn({ ...goodEnv, TRUSTED_PROXIES: everybody }).faults[0]?.name).to.equal('TRUSTED_PROXIES');
    }
  });

  it('does not start with what .env.example holds, in whichever variable', () => {
    const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const copied = Object.entries(parseEnv(text.replaceAll(/^# (?=\w+=)/gm, '')));
    const env = Object.fromEntries(copied.map(([name, value]) => [name, value ?? '']));

    const { faults } = faultIn({ ...env, REDIS_CLUSTER_NODES: '' }); // it excludes REDIS_SENTINELS

    expect(faults.map(({ name }) => name)).to.include.members([
      'BOT_TOKEN',
      'BOARD_PASSWORD',
      'DATABASE_URL',
    ]);
    const wrong = faults.filter(({ found }) => found !== 'nothing');
    expect(wrong.map(({ found }) => found)).to.deep.equal(wrong.map(() => 'the placeholder of .env.example'));
  });

  it('gives an example in each report', () => {
    const { faults, message } = faultIn({
      ...goodEnv,
      DATABASE_URL: 'postgres://getpro:CHANGEME@localhost/getpro',
      PANEL_API_KEY_FILE: '/nowhere/at/all',
      BOARD_USERNAME: 'admin',
      YOOKASSA_SHOP_ID: '1',
      CRYPTOPAY_NETWORK: 'moon',
      STRIPE_SECRET_KEY: 'x',
      REDIS_SENTINELS: 'one:26379',
      REDIS_CLUSTER_NODES: 'one:6379',
    });
    expect(Object.fromEntries(faults.map(({ name, example }) => [name, example]))).to.deep.equal({
      DATABASE_URL: 'postgres://getpro:ALongRandomWordOfYours@localhost:5432/getpro',
      PANEL_API_KEY_FILE: '/run/secrets/panel_api_key',
      BOARD_PASSWORD: 'ALongRandomWordOfYours',
      YOOKASSA_SECRET_KEY: 'live_ALongRandomWordOfYours',
      CRYPTOPAY_NETWORK: 'mainnet',
      STRIPE_SECRET_KEY: 'sk_live_ALongRandomWordOfYours',
      REDIS_CLUSTER_NODES: '',
    });
    expect(message.match(/example: /g)).to.have.length(faults.length);
  });

  it('can give one of every variable, which would be taken', () => {
    for (const [name, schema] of Object.entries(shapes)) {
      const example = exampleOf(name, schema);
      expect(example, name).to.be.a('string').and.not.contain('CHANGEME');
      expect(schema.safeParse(example).success, `${name}=${example}`).to.equal(true);
    }
  });
});
