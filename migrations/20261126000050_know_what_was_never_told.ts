import type { Knex } from 'knex';

/** Null was both "never told" and "an answer got lost"; now it is the second alone, and the first is 0. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table subscriptions alter applied_revision set default 0;
    update subscriptions set applied_revision = 0
      where applied_revision is null and panel_account is null and turn is null;
    comment on column subscriptions.applied_revision is 'what it was told, 0 before the first time; null when we cannot know';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table subscriptions alter applied_revision drop default');
}
