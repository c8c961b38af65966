import type { Knex } from 'knex';

/** Trials of the last days are found without those of all time. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`create index grants_trials on grants (granted_at) where source = 'trial'`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index grants_trials');
}
