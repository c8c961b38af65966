import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table refunds add asked_at timestamptz;
    comment on column refunds.asked_at is 'when its provider was asked for it first; how that ended may be unknown';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table refunds drop asked_at');
}
