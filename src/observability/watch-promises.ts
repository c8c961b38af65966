import type { Registry } from 'prom-client';
import type { Db } from '../db/db.js';
import { look } from './look.js';
import { each, show } from './show.js';

interface Seen {
  readonly oldest: number;
  readonly unsent: number;
  readonly parked: Readonly<Record<string, number>>;
  readonly review: number;
}

const open = 'done_at is null and parked_at is null and due_at <= statement_timestamp()';

/**
 * Each part reads by an index of its own: of what is unsent in each lane (bulk waits its turn), of what is sent, of what
 * is parked, in review.
 */
const sql = `
  with unsent as (
    select l.lane, o.due_at from unnest(array[0, 1, 2]) l(lane), lateral (
      select due_at from outbox where lane = l.lane and sent_at is null and ${open} order by due_at limit 1) o)
  select coalesce(extract(epoch from clock_timestamp() - least(
      (select min(due_at) from outbox where sent_at is not null and ${open}),
      (select min(due_at) from unsent))), 0)::float8 oldest,
    coalesce(extract(epoch from clock_timestamp() - (select min(due_at) from unsent where lane < 2)), 0)::float8 unsent,
    (select coalesce(jsonb_object_agg(job, n), '{}') from (
      select job, count(*) n from outbox where parked_at is not null group by job) dead) parked,
    (select count(*) from payments where state = 'review')::int review`;

/** Shows how long the oldest promise is owed, and how many dead letters and payments wait for a person. */
export function watchPromises(registry: Registry, db: Db, failed: (error: unknown) => void): void {
  const read = look(async () => {
    const { rows } = await db.knex.raw<{ rows: Seen[] }>(sql);
    return rows[0];
  }, failed);

  show(registry, read, [
    {
      name: 'promise_oldest_open_seconds',
      help: 'How long the oldest promise is due and not kept',
      samples: ({ oldest }) => [[{}, oldest]],
    },
    {
      name: 'promise_oldest_unsent_seconds',
      help: 'How long the oldest promise that somebody waits for is due and not even sent',
      samples: ({ unsent }) => [[{}, unsent]],
    },
    {
      name: 'dead_letters',
      help: 'Promises that wait for a person, by job',
      labelNames: ['job_name'],
      samples: ({ parked }) => each('job_name', parked),
    },
    {
      name: 'payments_in_review',
      help: 'Payments that wait for a person',
      samples: ({ review }) => [[{}, review]],
    },
  ]);
}
