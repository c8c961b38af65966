import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table refunds add held_minor bigint not null default 0 check (held_minor >= 0 and held_minor <= amount_minor);
    comment on column refunds.held_minor is 'what was taken from its person''s balance, which was too small for it; it lies in held:<order> until the rest is there, or is the shop''s loss';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table refunds drop held_minor');
}
