import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Api } from 'grammy';
import { createDb } from '../../src/db/db.js';
import type { Environment } from '../support/fleet/open-shop.js';
import { askCli } from './support/cli.js';
import { useShop } from './support/shop.js';

describe('the command line, about what a shop needs,', function () {
  this.timeout(60_000);
  const shop = useShop({ members: {} });
  const cli = (args: readonly string[], env: Environment = shop.env) => askCli(args, env);

  it('says what to do about a database that cannot be used', async () => {
    const at = new URL(shop.ownerUrl);
    const without = async (change: Partial<URL>) => {
      const url = Object.assign(new URL(at), change).href;
      return cli(['payments'], { ...shop.env, DATABASE_URL: url });
    };
    expect(await without({ port: '1' }))
      .to.include({ code: 1 })
      .and.to.have.property('err')
      .that.contains('is it up');
    expect((await without({ pathname: '/nowhere' })).err).to.contain('it has no such database');
    expect((await without({ pathname: '/postgres' })).err).to.contain('run `npm run migrate`');
    const env = { ...shop.env, DATABASE_URL: Object.assign(new URL(at), { port: '1' }).href };
    expect((await cli(['doctor'], env)).out).to.contain('✗ PostgreSQL: nothing answers');
  });

  it('says what to do about a Redis that cannot be used, and names no class of ours', async () => {
    const at = async (change: Partial<URL>, args: readonly string[]) => {
      const url = Object.assign(new URL(shop.env['REDIS_URL']!), change).href;
      return cli(args, { ...shop.env, REDIS_URL: url });
    };
    const nothing =
      'nothing answers where REDIS_URL says; is Redis up, and are its host and port right? (ECONNREFUSED)';
    expect((await at({ port: '1' }, ['updates', 'list'])).err).to.equal(`${nothing}\n`);
    expect((await at({ port: '1' }, ['doctor'])).out).to.contain(`✗ Redis: ${nothing}\n`);

    const unknown = { ...shop.env, BOT_TOKEN: `1${shop.env['BOT_TOKEN']}` };
    expect((await cli(['doctor'], unknown)).out)
      .to.match(/✗ Telegram: Call to 'getMe' failed! .+; look at BOT_TOKEN/)
      .and.not.match(/\w(Error|Fault): /);
  });

  it('says which version of the panel it found, and which it needs', async () => {
    const panel = async (version: string) => {
      await fetch(`${shop.sandbox.url}/control/remnawave/version`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ version }),
      });
      return (await cli(['doctor'])).out;
    };
    expect(await panel('2.6.4')).to.contain(
      '✗ panel remnawave: panel.unsupported_version: Remnawave 2.6.4 was found; supported are 2.7',
    );
    expect(await panel('2.7.4')).to.contain('✓ panel remnawave: version 2.7.4');
    expect(await panel('3.3.2')).to.contain('✓ panel remnawave: version 3.3.2');
  });

  it('says where Telegram sends updates, where that is not where they are expected', async () => {
    const telegram = async (env: Environment = shop.env) =>
      /^. Telegram: .+$/m.exec((await cli(['doctor'], env)).out)?.[0];
    const api = new Api(shop.env['BOT_TOKEN']!, { apiRoot: shop.env['TELEGRAM_API_ROOT']! });
    const ours = `${shop.env['WEBHOOK_BASE_URL']}/telegram/webhook`;
    const polled = { ...shop.env, TELEGRAM_MODE: 'polling' };

    expect(await telegram()).to.contain(
      `✗ Telegram: @getpro_demo_bot sends updates nowhere, not to ${ours}: `,
    );
    expect(await telegram(polled)).to.equal('✓ Telegram: @getpro_demo_bot, by polling');

    await api.setWebhook(ours);
    expect(await telegram()).to.equal('✓ Telegram: @getpro_demo_bot, by webhook');
    expect(await telegram(polled)).to.contain(
      `✗ Telegram: @getpro_demo_bot sends updates to ${ours}, not to whoever`,
    );
  });

  it('tells who could change what happened', async () => {
    const role = async (env: Environment): Promise<unknown> =>
      (JSON.parse((await cli(['doctor', '--json'], env)).out) as { what: string }[]).find(
        ({ what }) => what === 'role in PostgreSQL',
      );
    expect(await role(shop.env))
      .to.include({ ok: true })
      .and.to.have.property('note')
      .that.matches(/^getpro_e2e_\d+_\d+ cannot change what happened$/);
    const owner = await role({ ...shop.env, DATABASE_URL: shop.ownerUrl });
    expect(owner).to.include({ ok: false }).and.to.have.property('note').that.contains('owns the tables');
    await shop.db.knex.raw('grant update on grants to getpro_app');
    expect(await role(shop.env))
      .to.have.property('note')
      .that.contains('can change grants, so');
    await shop.db.knex.raw('revoke update on grants from getpro_app');
  });

  it('tells of a clock that is not PostgreSQL’s', async () => {
    const clock = async (aheadMs: number) => {
      const set = `const now = Date.now; Date.now = () => now() + ${aheadMs};`;
      const NODE_OPTIONS = `--import=data:text/javascript;base64,${Buffer.from(set).toString('base64')}`;
      return /^. clock.+$/m.exec((await cli(['doctor'], { ...shop.env, NODE_OPTIONS })).out)?.[0];
    };
    expect(await clock(0)).to.equal('✓ clock, beside that of PostgreSQL: they agree');
    expect(await clock(60_000)).to.match(/^! clock.+: this machine’s is (59|60)\.\d s ahead: let NTP keep/);
    expect(await clock(-9_000)).to.match(/^! clock.+: this machine’s is [89]\.\d s behind: /);
  });

  it('tells that a newer build has migrated the database', async () => {
    const database = async () => /^. PostgreSQL: .+$/m.exec((await cli(['doctor'])).out)?.[0];
    expect(await database()).to.equal('✓ PostgreSQL: answers, migrated');
    const name = '20990101000000_of_tomorrow';
    const owned = createDb(shop.ownerUrl, 1);
    try {
      await owned.knex('knex_migrations').insert({ name, batch: 99 });
      expect(await database()).to.contain(
        `✓ PostgreSQL: answers; the database is ahead of this build by 1 migration (first ${name})`,
      );
      await owned.knex('knex_migrations').where({ name }).delete();
    } finally {
      await owned.close();
    }
  });

  it('names what is set to no effect, in .env or else around it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    const names = async (...lines: string[]) => {
      await writeFile(join(folder, '.env'), lines.join('\n'));
      return /^. names of settings: .+\n.+$/m.exec((await askCli(['doctor'], shop.env, folder)).out)?.[0];
    };
    try {
      expect(await names('LOG_LEVEL=info')).to.equal(
        '✓ names of settings: none looks like a mistake\n✓ settings without effect: none that somebody would count on',
      );
      expect(await names('LOG_LEVL=info', 'BACKUP_ENABLED=true')).to.equal(
        '✗ names of settings: nobody reads LOG_LEVL; is LOG_LEVEL meant?\n! settings without effect: ' +
          'nobody reads BACKUP_ENABLED: no backups are made by us: make your own of PostgreSQL',
      );
      await rm(join(folder, '.env'));
      expect((await askCli(['doctor'], { ...shop.env, LOG_LEVL: 'info' }, folder)).out).to.contain(
        '✗ names of settings: nobody reads LOG_LEVL; is LOG_LEVEL meant?',
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
