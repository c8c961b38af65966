import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table method_bindings (
      id bigint generated always as identity primary key,
      user_id bigint not null references users,
      provider text not null,
      external_id text,
      state text not null default 'created' check (state in ('created', 'pending', 'succeeded', 'failed', 'expired')),
      method_id bigint references payment_methods,
      pay_url text,
      expires_at timestamptz,
      polls integer not null default 0,
      turn uuid,
      turn_until timestamptz,
      created_at timestamptz not null default now(),
      unique (provider, external_id)
    );
    comment on table method_bindings is 'a method that is saved without buying: no money moves';
    create unique index method_bindings_one_unfinished on method_bindings (user_id, provider)
      where state in ('created', 'pending');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table method_bindings');
}
