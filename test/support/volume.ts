import { expect } from 'chai';
import { createDatabase } from '../../scripts/services/database.js';
import { seedCrowd } from '../../seeds/crowd.js';
import { seed } from '../../seeds/goods.js';
import { ask } from '../../src/db/ask.js';
import { createDb, type Db } from '../../src/db/db.js';
import { migrate } from '../../src/db/migrate.js';
import { openSession, type Session } from '../../src/db/session.js';
import { keep } from '../../src/queue/keep.js';
import { loadJobs, type Jobs } from '../../src/queue/load-jobs.js';
import type { Outcome } from '../../src/queue/outcome.js';
import type { Scope } from '../../src/queue/scope.js';
import { databaseUrl } from './database.js';
import { faultsOf } from './plan-faults.js';
import { tellingUrl, usePlans, type Plan } from './plans.js';
import { goods } from './shop.js';

const usual = 20_000;
const people = Number(process.env['VOLUME_USERS'] ?? usual);
let isMade = false;

/** Figures are for those who ask for a number of people. */
const say = (line: string): void => {
  if (people !== usual) console.log(`      ${line}`);
};

/**
 * A database with a crowd in it, and the plans of what `db` and `session` ask there. Made anew by each run for the usual
 * number of people; for another, that VOLUME_USERS names, it is kept from run to run. Call inside a `describe`.
 */
export function useVolume() {
  const held = {} as {
    db: Db;
    own: Db;
    session: Session;
    jobs: Jobs;
    url: string;
    rows: ReadonlyMap<string, number>;
  };
  const plans = usePlans();
  before(async function () {
    this.timeout(0);
    if (!Number.isInteger(people) || people < 1)
      throw new Error('VOLUME_USERS is how many people there shall be: a whole number, like 1000000');
    const url = await createDatabase(databaseUrl, `getpro_volume_${people}`, {
      empty: people === usual && !isMade,
    });
    isMade = true;
    held.own = createDb(url, 2);
    await migrate(held.own.knex);
    await seed(held.own, goods);
    await seedCrowd(held.own, people, say);
    held.rows = await sizes(held.own);
    held.url = tellingUrl(url);
    held.db = createDb(held.url, 4);
    held.jobs = await loadJobs();
    held.session = await openSession(
      held.url,
      () => {},
      () => {},
    );
    await postpone(held.own);
  });
  beforeEach(() => plans.forget());
  after(async () => {
    await held.session.close();
    await held.db.close();
    await held.own.close();
  });

  return {
    people,
    say,
    /** Tells its plans. */
    get db() {
      return held.db;
    },
    /** What a test itself wants to know or to prepare. */
    own: () => held.own,
    session: () => held.session,
    url: () => held.url,
    jobs: () => held.jobs,

    /** Runs every promise that is due as a worker does, its relay and its wrapper included. Answers the outcomes by key. */
    async work(scope: Scope): Promise<Map<string, Outcome['is']>> {
      const outcomes = new Map<string, Outcome['is']>();
      const keeper = { session: held.session, longRunMs: 10_000 };
      for (;;) {
        const claimed = await held.db.outbox.claim([...held.jobs.keys()], 500);
        if (claimed.length === 0) return outcomes;
        for (const { job, key, data } of claimed) {
          const delivery = { key, data, attempt: 1, attempts: 1, promised: true };
          outcomes.set(key, (await keep(held.jobs.get(job)!, delivery, keeper, scope)).is);
        }
      }
    },

    /** Every statement so far was at least one, and none walked, scanned or sorted more than it was about. */
    sound: () => expectNone(plans.heard(), held.rows, () => true),
    /** The same of what counts all that it is about, however many they are: none walked a whole table. */
    unscanned: () => expectNone(plans.heard(), held.rows, (fault) => fault.startsWith('Seq Scan')),
  };
}

function expectNone(
  heard: readonly Plan[],
  rows: ReadonlyMap<string, number>,
  counts: (fault: string) => boolean,
): void {
  expect(heard).not.to.deep.equal([]);
  const faults = heard.flatMap((plan) =>
    faultsOf(plan, rows)
      .filter(counts)
      .map((fault) => `${fault}\n    in ${plan.text.replaceAll(/\s+/g, ' ')}`),
  );
  expect([...new Set(faults)].join('\n')).to.equal('');
}

async function sizes({ knex }: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await ask<{ name: string; size: number }>(
    knex,
    `select relname name, reltuples::float8 size from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  return new Map(rows.map(({ name, size }) => [name, size]));
}

/** In a kept database some of the crowd's terms have ended meanwhile; only what a test promises shall be due. */
const postpone = ({ knex }: Db) =>
  knex.raw(`update outbox set due_at = now() + interval '1 day'
    where done_at is null and parked_at is null and due_at < now() + interval '1 day'`);
