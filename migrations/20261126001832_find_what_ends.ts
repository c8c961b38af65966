import type { Knex } from 'knex';

/** Those whose end comes near, or has just passed, are told of it: found by the end, a page at a time. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    'create index subscriptions_ending on subscriptions (paid_until, id) where paid_until is not null',
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index subscriptions_ending');
}
