import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table payments add came_minor bigint;
    comment on column payments.came_minor is 'what came, in its currency, where it waits in review or did; null: as much as was asked';
    alter table refunds add uncredited boolean not null default false;
    comment on column refunds.uncredited is 'of money that waited in review: it was in no ledger, and went as it came';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table refunds drop uncredited;
    alter table payments drop came_minor;
  `);
}
