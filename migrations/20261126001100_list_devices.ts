import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table devices (
      id bigint generated always as identity primary key,
      subscription_id bigint not null references subscriptions,
      hwid text not null,
      model text,
      platform text,
      os_version text,
      added_at timestamptz not null,
      seen_at timestamptz not null,
      removing_at timestamptz,
      removed_at timestamptz
    );
    comment on table devices is 'as the panel told them last; a button carries the id, for a hwid may be long and is anybody''s word';
    comment on column devices.removing_at is 'when its person wished it away';
    comment on column devices.removed_at is 'when the panel had taken it away: a list that was read before that still has it';
    create unique index devices_of_subscription on devices (subscription_id, md5(hwid));
    grant delete on devices to getpro_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table devices');
}
