import { expect } from 'chai';
import type { Environment } from '../support/fleet/open-shop.js';
import { askCli } from './support/cli.js';
import { useShop } from './support/shop.js';

describe('the command line', function () {
  this.timeout(60_000);
  const shop = useShop({ members: {} });

  const cli = (args: readonly string[], env: Environment = shop.env) => askCli(args, env);
  const audit = () => shop.db.knex('audit_log').orderBy('id').pluck('action');

  it('says what it can do, and answers a wrong use with 64', async () => {
    const help = await cli(['--help']);
    expect(help.code).to.equal(0);
    for (const command of ['migrate', 'seed', 'doctor', 'refund', 'jobs', 'inbox', 'books', 'admin']) {
      expect(help.out).to.contain(command);
    }
    expect((await cli(['nonsense'])).code).to.equal(64);
    expect((await cli(['refund', 'abc', '--reason', 'x'])).code).to.equal(64);
    const wrong = await cli(['payments', '--state', 'suceeded']);
    expect(wrong).to.include({ code: 64 }).and.have.property('err').that.contains('succeeded, canceled');
  });

  it('lists all that is wrong with the settings and exits with 78, without a secret', async () => {
    const wrong = { ...shop.env, DATABASE_URL: 'nonsense', BOT_TOKEN: 'not-a-token-at-all' };
    const { code, err } = await cli(['books'], wrong);
    expect(code).to.equal(78);
    expect(err).to.contain('DATABASE_URL').and.contain('BOT_TOKEN').and.not.contain('not-a-token-at-all');
  });

  it('migrates and seeds as often as it is asked', async () => {
    const asOwner = { ...shop.env, DATABASE_OWNER_URL: shop.ownerUrl };
    expect((await cli(['migrate'], asOwner)).out).to.contain('up to date');
    const before = await shop.db.knex('plan_versions').count('* as n').first();
    const seeded = await cli(['seed', '--json']);
    expect(JSON.parse(seeded.out)).to.have.length(4);
    expect(await shop.db.knex('plan_versions').count('* as n').first()).to.deep.equal(before);
  });

  it('fills no shop that has people with a crowd, and takes no nonsense for a number of them', async () => {
    for (const wrong of ['abc', '0', '-5', '1.5', '10000001', '']) {
      const { code, err } = await cli(['seed', '--users', wrong]);
      expect([code, err], wrong).to.satisfy(() => code === 64 && err.includes('like 1000000'));
    }
    await shop.db.knex('users').insert({ telegramId: '78' });
    const { code, err } = await cli(['seed', '--users', '10']);
    expect([code, err]).to.satisfy(() => code === 1 && err.includes('name a new database in DATABASE_URL'));
    await shop.db.knex('users').where({ telegramId: '78' }).delete();
  });

  it('migrates only as the owner of the tables, and lets the application in', async () => {
    const { code, err } = await cli(['migrate']);
    expect(code).to.equal(1);
    expect(err).to.match(/^this login may not change the tables: set DATABASE_OWNER_URL/);

    await shop.db.knex.raw('revoke getpro_app from ??', [new URL(shop.env['DATABASE_URL']!).username]);
    expect((await cli(['books'])).err).to.contain('permission denied');
    await cli(['migrate'], { ...shop.env, DATABASE_OWNER_URL: shop.ownerUrl });
    expect((await cli(['books'])).code).to.equal(0);

    const nobody = Object.assign(new URL(shop.ownerUrl), { username: 'getpro_nobody' }).href;
    const missing = await cli(['migrate'], {
      DATABASE_OWNER_URL: shop.ownerUrl,
      ...shop.env,
      DATABASE_URL: nobody,
    });
    expect(missing.err).to.contain('run "grant getpro_app to getpro_nobody"');
  });

  it('lists dead letters with their reason, and owes one again', async () => {
    const [row] = await shop.db
      .knex('outbox')
      .insert({ job: 'order.expire', key: 'order.expire:x', parkedAt: new Date(), reason: 'it was broken' })
      .returning<{ id: bigint }[]>('id');
    expect((await cli(['jobs', 'list'])).out)
      .to.contain('order.expire:x')
      .and.contain('it was broken');

    const { out } = await cli(['jobs', 'retry', String(row?.id), '--reason', 'mended']);
    expect(out).to.contain('1 of 1');
    const found = await shop.db.knex('outbox').where({ key: 'order.expire:x' }).first();
    expect(found).to.include({ parkedAt: null, reason: null, sentAt: null });
    expect(await audit()).to.include('job.retry');
  });

  it('lists updates that were set aside without their texts, and has one handled again', async () => {
    const { redis } = shop;
    const update = { update_id: 7, message: { text: 'my secret' } };
    const letter = { person: '42', updateId: 7, update, receivedAt: Date.parse('2026-03-01T12:00:00Z') };
    await redis.lpush('{2getpro}:mail:dead', JSON.stringify(letter));
    const { out } = await cli(['updates', 'list', '--json']);
    expect(JSON.parse(out)).to.deep.equal([
      { updateId: 7, person: '42', receivedAt: '2026-03-01T12:00:00.000Z' },
    ]);

    expect((await cli(['updates', 'retry', '7', '--reason', 'mended'])).out).to.contain('1 of 1');
    expect(await redis.llen('{2getpro}:mail:dead')).to.equal(0);
    expect(await redis.llen('{2getpro}:mail:box:42')).to.equal(1);
    expect(await redis.llen('{2getpro}:updates:wait')).to.equal(1);
    expect(await audit()).to.include('update.retry');
  });

  it('applies an ignored event again', async () => {
    const [event] = await shop.db
      .knex('inbox_events')
      .insert({ provider: 'yookassa', eventId: 'e1', body: Buffer.from('{}'), state: 'ignored', reason: 'x' })
      .returning<{ id: bigint }[]>('id');
    const id = String(event?.id);
    expect((await cli(['inbox', 'list'])).out).to.contain('e1');
    expect((await cli(['inbox', 'replay', id])).code).to.equal(0);
    expect(await shop.db.knex('inbox_events').first()).to.include({ state: 'new', reason: null });
    expect(await shop.db.knex('outbox').pluck('key')).to.include(`payment.reconcile:${id}`);
    expect((await cli(['inbox', 'replay', id])).err).to.contain(`no ignored event ${id}`);
  });

  it('refuses with a sentence what cannot be', async () => {
    const refusals: [string[], string][] = [
      [['refund', '404', '--reason', 'x'], 'no payment 404'],
      [['jobs', 'retry', '404'], 'no dead letter has that id'],
      [['updates', 'retry', '404'], 'no update with that id was set aside'],
      [['payment', 'settle', '404', '--reason', 'x'], '404'],
      [['admin', '4711'], 'nobody with the Telegram id 4711'],
    ];
    for (const [args, sentence] of refusals) {
      const { code, err } = await cli(args);
      expect([code, err], args.join(' ')).to.satisfy(() => code === 1 && err.includes(sentence));
      expect(err).not.to.contain(' at '); // no stack
    }
  });

  it('makes somebody an operator, and one no longer', async () => {
    await shop.db.knex('users').insert({ telegramId: '77' });
    await cli(['admin', '77', '--reason', 'hired']);
    expect(await shop.db.knex('users').pluck('role')).to.deep.equal(['admin']);
    await cli(['admin', '77', '--remove', '--reason', 'left']);
    expect(await shop.db.knex('users').pluck('role')).to.deep.equal([null]);
    expect(await audit())
      .to.include('admin.add')
      .and.include('admin.remove');
  });

  it('proves the books, and says which account is wrong', async () => {
    expect((await cli(['books'])).out).to.contain('the books are right');
    await shop.db.knex('ledger_accounts').insert({ name: 'user:1', currency: 'RUB', balanceMinor: '500' });
    const { code, out } = await cli(['books']);
    expect(code).to.equal(1);
    expect(out).to.contain('user:1');
  });
});
