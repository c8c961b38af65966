import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table numbers (name text primary key, last bigint not null);
    comment on table numbers is 'the largest number that was sent under each name: a nonce that a provider wants to grow';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table numbers');
}
