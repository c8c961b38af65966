import { expect } from 'chai';
import { createDb } from '../../src/db/db.js';
import { checkDatabase, checkRedis } from '../../src/main/checks.js';
import { openQueues } from '../../src/queue/producer.js';
import { StartFault } from '../../src/retry-at-start.js';
import { useDatabase } from '../support/database.js';
import { redisUrl } from '../support/redis.js';

const refusalOf = (check: Promise<void>): Promise<unknown> =>
  check.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );
const info = (version: string, policy: string) => ({
  info: () => Promise.resolve(`redis_version:${version}\r\nmaxmemory_policy:${policy}\r\n`),
});

describe('the checks at start', () => {
  const database = useDatabase();

  it('pass on a migrated PostgreSQL and a Redis that evicts nothing', async () => {
    const opened = openQueues(redisUrl);

    await checkDatabase(database.db);
    await checkRedis(opened.redis);
    await opened.close();
  });

  it('ask for the migrations that the database lacks', async () => {
    const fault = await database.db.knex
      .transaction(async (trx) => {
        await trx('knex_migrations').where('id', trx('knex_migrations').max('id')).del();
        const found = await refusalOf(checkDatabase({ knex: trx }));
        await trx.rollback(found);
      })
      .catch((found: unknown) => found);

    expect(fault).to.be.instanceOf(StartFault);
    expect(String(fault)).to.match(/lacks 1 of our migrations .+: run npm run migrate/);
  });

  it('refuse a Redis that evicts, or is too old, with the remedy', async () => {
    const evicting = await refusalOf(checkRedis(info('7.2.4', 'allkeys-lru')));
    const old = await refusalOf(checkRedis(info('6.2.1', 'noeviction')));

    expect(evicting).to.be.instanceOf(StartFault);
    expect(String(evicting)).to.contain('set maxmemory-policy noeviction');
    expect(old).to.be.instanceOf(StartFault);
    await checkRedis(info('8.1.0', 'noeviction'));
    await checkRedis(info('10.0.0', 'noeviction'));
  });

  it('do not mistake what is away for what is wrong', async () => {
    const opened = openQueues('redis://127.0.0.1:1');
    const db = createDb('postgres://getpro@127.0.0.1:1/getpro', 1);

    const faults = await Promise.all([refusalOf(checkRedis(opened.redis)), refusalOf(checkDatabase(db))]);
    await Promise.all([opened.close().catch(() => {}), db.close()]);

    for (const fault of faults) expect(fault).to.be.instanceOf(Error).and.not.instanceOf(StartFault);
  });
});
