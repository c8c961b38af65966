import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { openSession, type Session } from '../../src/db/session.js';
import { databaseUrl, useDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const program = fileURLToPath(new URL('../support/key-holder.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

describe('the session that holds keys', function () {
  this.timeout(40_000);
  useDatabase(); // its tables
  let session: Session;
  let holder: ChildProcess;
  let said: string;

  /** Another process that takes the key and keeps it. */
  beforeEach(async () => {
    session = await openSession(
      databaseUrl,
      () => {},
      () => {},
      0.3,
    );
    said = '';
    holder = spawn(process.execPath, ['--import', tsx, program, databaseUrl, 'k'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    holder.stdout?.on('data', (data: Buffer) => (said += data.toString()));
    await until(() => said.includes('holds k'), 20_000);
  });
  afterEach(async () => {
    holder.kill('SIGKILL');
    await session.close();
  });
  const isFree = async (): Promise<boolean> => {
    const { mine } = await session.take('k');
    if (mine) session.give('k');
    return mine;
  };

  it('keeps its keys for as long as its process lives', async () => {
    const startedAt = Date.now();
    let wasFree = false;
    await until(async () => (wasFree ||= await isFree()) || Date.now() - startedAt > 7_000);

    expect(wasFree).to.equal(false);
    expect(said).not.to.contain('lost');
  });

  it('loses them when its process is stopped, to who asks for them then, and connects again when that goes on', async () => {
    holder.kill('SIGSTOP');
    const stoppedAt = Date.now();

    await until(isFree, 20_000, 'nobody took the key over');
    expect(Date.now() - stoppedAt, 'milliseconds').to.be.within(4_000, 15_000);
    holder.kill('SIGCONT');
    await until(() => said.includes('lost') && said.includes('holds again'), 20_000, `it only said ${said}`);
  });

  it('loses them at once when its process is killed', async () => {
    holder.kill('SIGKILL');

    await until(isFree, 3_000, 'the key died with its holder');
  });
});

describe('a session whose statement fails', () => {
  const database = useDatabase();
  const open = () =>
    openSession(
      databaseUrl,
      () => {},
      () => {},
    );

  it('keeps no key of it', async () => {
    const { knex } = database.db;
    const [session, other] = await Promise.all([open(), open()]);
    await knex('outbox').insert([{ job: 'a', key: 'a:1' }]);
    await knex.raw('alter table outbox add constraint never_begun check (crashes = 0)');
    // Those that come while the first is away share a statement.
    const failed = await Promise.allSettled(['alone', 'a:1', 'a:2'].map((key) => session.take(key)));
    await knex.raw('alter table outbox drop constraint never_begun');
    try {
      expect(failed.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'rejected']);
      for (const key of ['a:1', 'a:2']) expect(await other.take(key), key).to.have.property('mine', true);
    } finally {
      await Promise.all([session.close(), other.close()]);
    }
  });
});
