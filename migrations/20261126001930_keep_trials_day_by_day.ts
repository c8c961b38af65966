import type { Knex } from 'knex';

/** Grants from before stay without it: the conversions that were made of them would not be made so any more. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table grants add day_by_day boolean not null default false;
    comment on column grants.day_by_day is 'a trial: its days stay as many, whatever plan is bought while they last';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table grants drop day_by_day');
}
