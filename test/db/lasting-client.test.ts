import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { openLastingClient } from '../../src/db/lasting-client.js';
import { databaseUrl } from '../support/database.js';
import { until } from '../support/until.js';
import { failure } from '../support/shop.js';

const run = promisify(execFile);

describe('the connection that lasts', () => {
  const open = async () => {
    let looks = 0;
    const client = await openLastingClient(databaseUrl, {
      begin: "set application_name = 'lasting'",
      look: () => void looks++,
      onError: () => {},
      patienceMs: 2_000,
    });
    return { client, looks: () => looks };
  };
  const name = "select current_setting('application_name') as name";
  const works = (client: Awaited<ReturnType<typeof open>>['client']) =>
    client.query<{ name: string }>(name, []).then(
      ([row]) => row?.name === 'lasting',
      () => false,
    );

  it('is made again when the server ends it, and begins as the first did', async () => {
    const { client, looks } = await open();
    await failure(client.query('select pg_terminate_backend(pg_backend_pid())', []));
    await until(() => works(client));
    expect(looks()).to.equal(2);
    await client.close();
  });

  it('takes what is asked at once without a warning of its library, and answers in order', async () => {
    const program = fileURLToPath(new URL('../support/asking-at-once.ts', import.meta.url));
    const asking = await run(process.execPath, ['--import', 'tsx', program, databaseUrl]);
    expect(asking.stderr).to.equal('');
    expect(JSON.parse(asking.stdout)).to.deep.equal([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
  });

  it('waits for no answer when it is closed', async () => {
    const { client } = await open();
    const asleep = failure(client.query('select pg_sleep(60)', []));
    const began = Date.now();
    await client.close();
    expect(Date.now() - began).to.be.lessThan(1_500);
    expect(String(await asleep)).to.contain('terminated');
  });

  it('leaves nothing at the server when it is closed while it is being made again', async () => {
    const { client: watcher } = await open();
    const begin = "set application_name = 'again'; select pg_sleep(0.5)";
    const client = await openLastingClient(databaseUrl, { begin, look: () => {}, onError: () => {} });
    const isThere = async (): Promise<boolean> => {
      const sql = "select 1 from pg_stat_activity where application_name = 'again'";
      return (await watcher.query(sql, [])).length > 0;
    };
    await failure(client.query('select pg_terminate_backend(pg_backend_pid())', []));
    await until(async () => !(await isThere()));
    await until(isThere);
    await client.close();
    await until(async () => !(await isThere()));
    await watcher.close();
  });

  it('is given up when the server says nothing, and made again', async () => {
    const { client, looks } = await open();
    expect(String(await failure(client.query('select pg_sleep(60)', [])))).to.contain('timeout');
    await until(() => works(client));
    expect(looks()).to.equal(2);
    await client.close();
  });
});
