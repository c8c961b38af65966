import type { Knex } from 'knex';

/** Plans that an operator adds bear names of their own; those of the settings are named by our texts. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table plans add title_ru text check (length(title_ru) between 1 and 40),
      add title_en text check (length(title_en) between 1 and 40);
    comment on column orders.subscription_id is 'null: the person''s first, opened when it is paid';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    comment on column orders.subscription_id is 'null: a new one';
    alter table plans drop title_ru, drop title_en;
  `);
}
