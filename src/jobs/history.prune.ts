import type { Knex } from 'knex';
import { defineJob } from '../queue/define-job.js';

/**
 * Rows that nobody looks at any more, in batches that hold no lock for long. A batch is the front of an index, read once
 * and then named row by row: otherwise the table's size decides whether all of it is read. Telegram's ids rise with the
 * time; where they begin anew, what is old behind newer ones waits until those are old, too. Of messages only those go that
 * were a screen's late result: by any other somebody may be asked later whether they were told.
 */
const rules: readonly string[] = [
  `delete from outbox where id = any(array(select id from outbox
     where done_at < now() - interval '7 days' and not once order by done_at limit 5000))`,
  `delete from outbox where id = any(array(select id from outbox
     where done_at < now() - interval '90 days' and once order by done_at limit 5000))`,
  `delete from processed_updates where processed_at < now() - interval '3 days' and update_id = any(array(
     select update_id from processed_updates order by update_id limit 5000))`,
  `delete from messages where id = any(array(select id from messages m
     where in_place and (sent_at is not null or failed_at is not null) and created_at < now() - interval '2 days'
       and not exists (select from outbox where key = 'message.send:' || m.id and done_at is null)
     order by created_at limit 5000))`,
  `delete from inbox_events where id = any(array(select id from inbox_events
     where provider = 'remnawave' and state <> 'new' and received_at < now() - interval '30 days'
     order by received_at limit 5000))`,
  `update inbox_events set body = null where id = any(array(select id from inbox_events
     where received_at < now() - interval '30 days' and body is not null and not unclaimed and state <> 'new'
     order by received_at limit 5000))`,
];

/** Forgets what is over. The subject is the tick. Safe to repeat: it only takes what is old enough. */
export default defineJob({
  name: 'history.prune',
  queue: 'reports',
  schedule: '17 3 * * *',

  async run(_slot, { db, signal }) {
    for (const rule of rules) while (!signal.aborted && (await affected(db.knex, rule)) > 0);
  },
});

async function affected(knex: Knex, rule: string): Promise<number> {
  const { rowCount } = await knex.raw<{ rowCount: number }>(rule);
  return rowCount;
}
