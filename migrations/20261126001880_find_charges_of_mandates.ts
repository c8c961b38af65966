import type { Knex } from 'knex';

/** Where a provider counts the charges that it makes by itself, ours are counted beside them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    'create index payments_of_mandate on payments (mandate_id, id) where mandate_id is not null',
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index payments_of_mandate');
}
