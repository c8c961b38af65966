import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table payment_methods (
      id bigint generated always as identity primary key,
      user_id bigint not null references users,
      provider text not null,
      external_id text not null,
      title text not null,
      kind text not null check (kind in ('card', 'sbp', 'wallet', 'bank', 'other')),
      chosen_at timestamptz,
      saved_at timestamptz not null default clock_timestamp(),
      removed_at timestamptz,
      unique (provider, external_id)
    );
    comment on column payment_methods.chosen_at is 'the one chosen last is the default; where none was, the oldest';
    comment on column payment_methods.removed_at is 'it is never charged again';
    create index payment_methods_of_user on payment_methods (user_id) where removed_at is null;

    alter table payments
      add saves boolean not null default false,
      add method_id bigint references payment_methods,
      add decline text check (decline in
        ('no_money', 'limit', 'temporary', 'expired', 'suspected', 'revoked', 'other'));
    comment on column payments.saves is 'its payer agreed to be charged later by the same method';
    comment on column payments.method_id is 'the saved method that it charges';
    create index payments_of_method on payments (method_id, id) where method_id is not null;

    alter table users add saves_methods boolean;
    comment on column users.saves_methods is 'whether they want a method saved when they pay; null: never said';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users drop saves_methods;
    drop index payments_of_method;
    alter table payments drop saves, drop method_id, drop decline;
    drop table payment_methods;
  `);
}
