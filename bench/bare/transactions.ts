import { Pool } from 'pg';

/** As many transactions, each of which locks a row and writes as many rows: no rules. A row each, and all of them the same. */
const pool = new Pool({
  connectionString: process.env['DATABASE_URL']!,
  max: Number(process.env['BENCH_CONNECTIONS']),
});
await pool.query(`
  create table bare_people (id bigint primary key, changed integer not null default 0);
  create table bare_rows (id bigint generated always as identity primary key, person bigint not null, at timestamptz not null default now());
  insert into bare_people select n from generate_series(1, 10000) n;`);

interface Batch {
  readonly transactions: number;
  readonly rows: number;
}

async function one(person: number, rows: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('update bare_people set changed = changed + 1 where id = $1', [person]);
    for (let n = 0; n < rows; n++) await client.query('insert into bare_rows (person) values ($1)', [person]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function run(transactions: number, rows: number, personOf: (n: number) => number): Promise<number> {
  const began = performance.now();
  await Promise.all(Array.from({ length: transactions }, (_, n) => one(personOf(n), rows)));
  return performance.now() - began;
}

async function both({ transactions, rows }: Batch): Promise<object> {
  const ms = await run(transactions, rows, (n) => n + 1);
  return { ms, oneMs: await run(transactions, rows, () => 1) };
}

process.on('message', (batch) => {
  void both(batch as Batch).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
process.send?.({});
