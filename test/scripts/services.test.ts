import { expect } from 'chai';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSite } from '../../scripts/run/site.js';
import { askDatabase, createDatabase, databaseUrl } from '../../scripts/services/database.js';
import { ensureServices, servicesStatus, stopServices } from '../../scripts/services/ensure.js';
import { isYes } from '../../scripts/services/account.js';
import { commandOf } from '../../scripts/services/process.js';
import { askRedis } from '../../scripts/services/redis.js';
import { projectData, projectDir } from '../../scripts/services/state.js';
import { Interrupted } from '../../scripts/services/unavailable.js';
import { keepNoLonger, keepServices, useServices } from '../../scripts/services/users.js';
import { until } from '../support/until.js';

/** Private servers whatever the environment says: the suite itself may run on given ones. */
const onTheirOwn = { databaseUrl: '', redisUrl: '' };

describe('services', function () {
  this.timeout(60_000);
  let dataDir: string;
  const start = () => ensureServices({ dataDir, ...onTheirOwn });

  before(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'services-test-'));
    chmodSync(dataDir, 0o755);
    // Spares the download where the project has made it already.
    const unpacked = join(projectData, 'cache/redis-server');
    if (existsSync(unpacked)) cpSync(unpacked, join(dataDir, 'cache/redis-server'), { recursive: true });
  });

  afterEach(() => stopServices(dataDir));

  after(() => rmSync(dataDir, { recursive: true, force: true }));

  it('do not take a question that Ctrl-C ended for a no, which would move the data', () => {
    const ask = (script: string) => isYes(spawnSync('/bin/sh', ['-c', script]));
    expect([ask('test -x /'), ask('test -x /nowhere')]).to.deep.equal([true, false]);
    expect(() => ask('kill -INT $$')).to.throw(Interrupted);
  });

  it('stop with the last who uses them, unless they are to stay', async () => {
    const runs = async () => Object.keys(await servicesStatus(dataDir)).length;
    const use = async (work: () => Promise<unknown>) => {
      const site = openSite();
      await useServices(site, { dataDir, ...onTheirOwn });
      await work();
      await site.clear();
    };

    await use(async () => expect(await runs()).to.equal(2));
    expect(await runs()).to.equal(0);

    writeFileSync(join(dataDir, 'services-users', String(process.ppid)), '');
    await use(runs);
    expect(await runs()).to.equal(2);
    rmSync(join(dataDir, 'services-users', String(process.ppid)));

    keepServices(dataDir);
    await use(runs);
    expect(await runs()).to.equal(2);
    keepNoLonger(dataDir);
    await use(runs);
    expect(await runs()).to.equal(0);
  });

  it('starts one private pair even when two ask at once, with the settings that our promises need', async () => {
    const [one, other] = await Promise.all([start(), start()]);

    expect(other).to.deep.equal(one);
    expect(one.postgres.isPrivate && one.redis.isPrivate).to.equal(true);
    expect(new URL(one.databaseUrl).pathname).to.equal('/getpro');
    const settings = await askDatabase(
      one.databaseUrl,
      `select current_setting('fsync') as fsync, current_setting('data_checksums') as checksums,
        current_setting('timezone') as timezone, current_setting('max_connections') as connections`,
    );
    expect(settings).to.deep.equal([{ fsync: 'on', checksums: 'on', timezone: 'UTC', connections: '200' }]);
    const info = await askRedis(one.redisUrl, (redis) => redis.info());
    expect(info).to.include('maxmemory_policy:noeviction').and.to.include('aof_enabled:1');
  });

  it('adopts what runs, and replaces what was killed, on the same ports and with the same data', async () => {
    const first = await start();
    await createDatabase(databaseUrl(first.databaseUrl, 'postgres'), 'kept');
    await askRedis(first.redisUrl, (redis) => redis.set('kept', 'yes'));
    expect(await start()).to.deep.equal(first);

    for (const { pid } of [first.postgres, first.redis]) await kill(pid);
    const second = await start();

    expect(second.postgres.pid).to.not.equal(first.postgres.pid);
    expect(second.redis.pid).to.not.equal(first.redis.pid);
    expect([second.databaseUrl, second.redisUrl]).to.deep.equal([first.databaseUrl, first.redisUrl]);
    expect(await askDatabase(databaseUrl(second.databaseUrl, 'kept'), 'select 1 as one')).to.have.length(1);
    expect(await askRedis(second.redisUrl, (redis) => redis.get('kept'))).to.equal('yes');
  });

  it('replaces a server whose record is lost instead of starting a second one on its files', async () => {
    const first = await start();
    rmSync(join(dataDir, 'services.json'));

    const second = await start();

    expect(second.postgres.pid).to.equal(first.postgres.pid);
    expect(commandOf(first.redis.pid ?? 0)).to.not.include('redis-server');
    expect(await servicesStatus(dataDir)).to.have.keys('postgres', 'redis');
  });

  it('stops both, and says so', async () => {
    const { postgres, redis, databaseUrl: url } = await start();
    expect(cli(['status', '--data', dataDir], {}).output).to.include(url);

    const stopped = cli(['stop', '--data', dataDir], {});

    expect(stopped.status).to.equal(0);
    expect(commandOf(postgres.pid ?? 0) + commandOf(redis.pid ?? 0)).to.equal('');
    expect(cli(['status', '--data', dataDir], {}).status).to.equal(3);
    expect(JSON.parse(readFileSync(join(dataDir, 'services.json'), 'utf8'))).to.deep.include({ pids: {} });
  });

  it('empties a database on request, whoever is connected to it', async () => {
    const { databaseUrl: url } = await start();
    const admin = databaseUrl(url, 'postgres');
    const made = await createDatabase(admin, 'scratch');
    await askDatabase(made, 'create table rest (id int)');
    const waiting = askDatabase(made, 'select pg_sleep(60)').catch((error: unknown) => error);
    await until(async () => {
      const sleeping = `select 1 from pg_stat_activity where datname = 'scratch' and query like '%pg_sleep%'`;
      return (await askDatabase(admin, sleeping)).length === 1;
    });

    await createDatabase(admin, 'scratch', { empty: true });

    expect(await askDatabase(made, `select to_regclass('rest') as rest`)).to.deep.equal([{ rest: null }]);
    expect(await waiting).to.be.instanceOf(Error);
  });

  it('uses given servers as they are and leaves them running', async () => {
    const running = await start();
    const own = join(dataDir, 'given');
    mkdirSync(own);

    const { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL } = running;
    const given = cli(['start', '--data', own], { DATABASE_URL, REDIS_URL });
    const stopped = cli(['stop', '--data', own], { DATABASE_URL, REDIS_URL });

    expect(given.output).to.include(`given: ${DATABASE_URL}`).and.to.include(`given: ${REDIS_URL}`);
    expect(stopped.status).to.equal(0);
    expect(await start()).to.deep.equal(running);
  });

  it('says in one sentence what a person can do, with exit code 69, when there is nothing to be found', () => {
    const bare = mkdtempSync(join(tmpdir(), 'services-bare-'));
    chmodSync(bare, 0o755);
    const { status, output } = cli(['start', '--data', bare], { PATH: '/nowhere' });
    rmSync(bare, { recursive: true });

    expect(status).to.equal(69);
    expect(output.trim().split('\n').at(-1)).to.match(
      /^No (Redis 7|PostgreSQL 15) or newer was found: set \w+_URL, or/,
    );
  });

  it('says which given server does not answer, with exit code 69', () => {
    const { status, output } = cli(['start', '--data', dataDir], { REDIS_URL: 'redis://127.0.0.1:1' });

    expect(status).to.equal(69);
    expect(output).to.match(/^Redis at REDIS_URL does not answer: /m);
  });
});

function cli(
  args: readonly string[],
  env: Record<string, string>,
): { status: number | null; output: string } {
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...rest } = process.env;
  const words = ['--import', 'tsx', join(projectDir, 'scripts/services.ts'), ...args];
  const done = spawnSync(process.execPath, words, {
    cwd: projectDir,
    env: { ...rest, ...env },
    encoding: 'utf8',
  });
  return { status: done.status, output: done.stdout + done.stderr };
}

async function kill(pid = 0): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await until(() => commandOf(pid) === '');
}
