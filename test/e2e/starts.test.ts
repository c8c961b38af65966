import { expect } from 'chai';
import { askDatabase, createDatabase } from '../../scripts/services/database.js';
import { freePort } from '../../scripts/services/process.js';
import { databaseUrl } from '../support/database.js';
import { until } from '../support/until.js';
import { startPrivateRedis, type PrivateRedis } from '../support/fleet/private-redis.js';
import { useProcesses, type Run } from './support/process.js';
import { useShop } from './support/shop.js';

const scripts = ['bot', 'web', 'worker', 'scheduler'] as const;
const needs = {
  PostgreSQL: ['web', 'worker', 'scheduler'],
  Redis: ['bot', 'worker'],
} as const;

describe('a process that cannot start', function () {
  this.timeout(60_000);
  const shop = useShop({ privateRedis: true, members: {} });
  const start = useProcesses();
  const ownPorts = { BOT_SERVER_PORT: '0', WEB_SERVER_PORT: '0' };

  it('waits a minute for what is away, with a line for each attempt, and ends with 1', async () => {
    const nowhere = `127.0.0.1:${await freePort()}`;
    // A minute of three seconds.
    const env = { ...shop.env, ...ownPorts, TIME_SCALE: '0.05' };
    const runs = [
      ...needs.PostgreSQL.map((script) => ({
        what: 'PostgreSQL',
        run: start(script, { ...env, DATABASE_URL: `postgres://getpro@${nowhere}/getpro` }),
      })),
      ...needs.Redis.map((script) => ({
        what: 'Redis',
        run: start(script, { ...env, REDIS_URL: `redis://${nowhere}` }),
      })),
    ];

    expect(await outcomes(runs.map(({ run }) => run))).to.deep.equal([1, 1, 1, 1, 1]);
    for (const { what, run } of runs) {
      const lines = run.output().split('\n');
      const attempts = lines.filter((line) => line.includes(`${what} is away, trying again`));
      expect(attempts.length, run.output()).to.be.greaterThan(0);
      expect(attempts.every((line) => /"attempt":\d+.*"reason":"/.test(line))).to.equal(true);
      expect(run.output()).to.contain(`${what} stayed away for 60 s: `);
    }
  });

  it('starts as soon as what was away comes back', async () => {
    await shop.redisServer.kill();
    const runs = needs.Redis.map((script) => start(script, { ...shop.env, ...ownPorts }));
    for (const run of runs) await until(() => run.output().includes('Redis is away'), 30_000);
    await shop.redisServer.start();

    await Promise.all(runs.map((run) => run.ready()));
  });

  it('names every fault of its settings at once and no secret, and ends with 78', async () => {
    const secret = 'a-secret-that-slipped-into-it';
    const wrong = {
      ...shop.env,
      BOT_TOKEN: secret,
      DATABASE_URL: `mysql://root:${secret}@localhost/shop`,
      WEB_SERVER_PORT: 'eighty',
      WORKER_QUEUES: 'paiments',
      YOOKASSA_SECRET_KEY: '',
    };
    const runs = scripts.map((script) => start(script, wrong));

    expect(await outcomes(runs)).to.deep.equal([78, 78, 78, 78]);
    for (const run of runs) {
      for (const name of [
        'BOT_TOKEN',
        'DATABASE_URL',
        'WEB_SERVER_PORT',
        'WORKER_QUEUES',
        'YOOKASSA_SECRET_KEY',
      ])
        expect(run.output()).to.contain(`  ${name}\n`);
      expect(run.output()).to.match(/^5 variables are wrong or missing:/);
      expect(run.output()).to.contain('"eighty"').and.not.contain(secret);
    }
  });

  it('asks for npm run migrate where the tables are not there, and ends with 78', async () => {
    const name = `getpro_e2e_${process.pid}_bare`;
    const bare = await createDatabase(databaseUrl, name, { empty: true });
    const runs = needs.PostgreSQL.map((script) =>
      start(script, { ...shop.env, ...ownPorts, DATABASE_URL: bare }),
    );

    expect(await outcomes(runs)).to.deep.equal([78, 78, 78]);
    for (const run of runs) expect(run.output()).to.contain('run npm run migrate');
    await askDatabase(databaseUrl, `drop database ${name} with (force)`);
  });

  describe('on a Redis that evicts', () => {
    let redis: PrivateRedis;
    before(async () => void (redis = await startPrivateRedis({ policy: 'allkeys-lru' })));
    after(() => redis.stop());

    it('says how to mend it, and ends with 78', async () => {
      const runs = needs.Redis.map((script) =>
        start(script, { ...shop.env, ...ownPorts, REDIS_URL: redis.url }),
      );

      expect(await outcomes(runs)).to.deep.equal([78, 78]);
      for (const run of runs) {
        expect(run.output())
          .to.contain('maxmemory-policy allkeys-lru')
          .and.contain('set maxmemory-policy noeviction');
      }
    });
  });
});

const outcomes = (runs: readonly Run[]): Promise<(number | null)[]> =>
  Promise.all(runs.map(({ ended }) => ended));
