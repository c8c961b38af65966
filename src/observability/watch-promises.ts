import { Gauge, type Registry } from 'prom-client';
import type { Db } from '../db/db.js';
import { look } from './look.js';

interface Seen {
  readonly oldest: number;
  readonly parked: Readonly<Record<string, number>>;
  readonly review: number;
}

const open = 'done_at is null and parked_at is null and due_at <= statement_timestamp()';

/** Each part reads by an index of its own: of what is unsent in each lane, of what is sent, of what is parked, in review. */
const sql = `
  with oldest as (
    select min(due_at) due_at from outbox where sent_at is not null and ${open}
    union all
    select o.due_at from unnest(array[0, 1, 2]) l(lane), lateral (
      select due_at from outbox where lane = l.lane and sent_at is null and ${open} order by due_at limit 1) o)
  select coalesce(extract(epoch from clock_timestamp() - (select min(due_at) from oldest)), 0)::float8 oldest,
    (select coalesce(jsonb_object_agg(job, n), '{}') from (
      select job, count(*) n from outbox where parked_at is not null group by job) dead) parked,
    (select count(*) from payments where state = 'review')::int review`;

/** Shows how long the oldest promise is owed, and how many dead letters and payments wait for a person. */
export function watchPromises(registry: Registry, db: Db, failed: (error: unknown) => void): void {
  const read = look(async () => {
    const { rows } = await db.knex.raw<{ rows: Seen[] }>(sql);
    return rows[0];
  }, failed);

  const oldest = new Gauge({
    name: 'promise_oldest_open_seconds',
    help: 'How long the oldest promise is due and not kept',
    registers: [],
    async collect() {
      const seen = await read();
      this.reset();
      if (seen) this.set(seen.oldest);
      else this.remove();
    },
  });
  const dead = new Gauge({
    name: 'dead_letters',
    help: 'Promises that wait for a person, by job',
    labelNames: ['job'],
    registers: [],
    async collect() {
      const seen = await read();
      this.reset();
      for (const [job, count] of Object.entries(seen?.parked ?? {})) this.set({ job }, count);
    },
  });
  const review = new Gauge({
    name: 'payments_in_review',
    help: 'Payments that wait for a person',
    registers: [],
    async collect() {
      const seen = await read();
      this.reset();
      if (seen) this.set(seen.review);
      else this.remove();
    },
  });
  for (const gauge of [oldest, dead, review]) registry.registerMetric(gauge);
}
