import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table link_revocations (
      id bigint generated always as identity primary key,
      subscription_id bigint not null references subscriptions,
      key text default replace(gen_random_uuid()::text, '-', ''),
      asked_at timestamptz not null default clock_timestamp(),
      done_at timestamptz,
      changed boolean,
      check ((done_at is null) = (changed is null))
    );
    comment on column link_revocations.key is 'makes the new link, so that a repeat makes the same; a secret, empty once it is part of the link';
    create unique index link_revocations_one_open on link_revocations (subscription_id) where done_at is null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table link_revocations');
}
