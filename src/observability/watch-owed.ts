import type { Registry } from 'prom-client';
import type { Db } from '../db/db.js';
import { look } from './look.js';
import { each, show } from './show.js';

interface Seen {
  readonly unread: Readonly<Record<string, number>>;
  readonly unprovisioned: number;
}

/** Both walk a partial index that holds only what is owed now. */
const sql = `
  select
    (select coalesce(jsonb_object_agg(provider, seconds), '{}') from (
      select provider, extract(epoch from clock_timestamp() - min(received_at))::float8 seconds
      from inbox_events where state = 'new' group by provider) unread) unread,
    coalesce(extract(epoch from clock_timestamp() - (
      select min(owed_since) from subscriptions where owed_since is not null)), 0)::float8 unprovisioned`;

/** Shows how long people wait for what they paid: to be credited, and to be provisioned. */
export function watchOwed(registry: Registry, db: Db, failed: (error: unknown) => void): void {
  const read = look(async () => {
    const { rows } = await db.knex.raw<{ rows: Seen[] }>(sql);
    return rows[0];
  }, failed);

  show(registry, read, [
    {
      name: 'inbox_oldest_unread_seconds',
      help: 'How long the oldest webhook that nobody has understood yet waits, by who sent it',
      labelNames: ['sender'],
      samples: ({ unread }) => each('sender', unread),
    },
    {
      name: 'subscription_oldest_owed_seconds',
      help: 'How long a panel was told less than we owe',
      samples: ({ unprovisioned }) => [[{}, unprovisioned]],
    },
  ]);
}
