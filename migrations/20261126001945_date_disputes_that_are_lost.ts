import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table refunds add disputed_at timestamptz;
    comment on column refunds.disputed_at is 'since when its payer''s bank had demanded it, as far as we heard; null where it did not';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table refunds drop disputed_at');
}
