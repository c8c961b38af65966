import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table usage_days (
      subscription_id bigint primary key references subscriptions,
      days jsonb not null default '[]',
      read_at timestamptz,
      failed_at timestamptz
    );
    comment on table usage_days is 'traffic by day as the panel told it last to somebody who looked: a picture, not a book';
    comment on column usage_days.days is 'bytes of each UTC day as text, oldest first, the day of read_at last';
    comment on column usage_days.failed_at is 'when the panel could not tell; null once it has told';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table usage_days');
}
