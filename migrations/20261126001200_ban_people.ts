import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users add banned_at timestamptz;
    comment on column users.banned_at is 'since when an operator lets them do nothing; why stands in audit_log';
    create index users_banned on users (banned_at desc) where banned_at is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table users drop banned_at');
}
