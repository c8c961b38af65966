import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table mandates add told_at timestamptz;
    comment on column mandates.told_at is 'when we heard what its provider last told of it, a charge apart; null: nothing yet';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table mandates drop told_at');
}
