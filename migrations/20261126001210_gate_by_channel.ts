import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users add channel_id bigint, add channel_member boolean, add channel_checked_at timestamptz,
      add gated_payload text check (gated_payload ~ '^[A-Za-z0-9_-]{1,64}$');
    comment on column users.channel_id is 'the required channel that was last asked about';
    comment on column users.channel_member is 'whether they are in it, as Telegram last said';
    comment on column users.gated_payload is 'of a deep link that waits until they are in the channel';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users drop channel_id, drop channel_member, drop channel_checked_at, drop gated_payload
  `);
}
