import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table promo_codes (
      id bigint generated always as identity primary key,
      code text not null unique check (code = upper(code) and code ~ '^[A-Z0-9_-]{3,30}$'),
      kind text not null check (kind in ('days', 'trial', 'balance', 'percent', 'fixed')),
      days integer check (days between 1 and 3650),
      percent integer check (percent between 1 and 99),
      amount_minor bigint check (amount_minor > 0),
      currency text check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      plan_id bigint references plans,
      max_activations integer check (max_activations > 0),
      per_person integer not null default 1 check (per_person > 0),
      activations integer not null default 0 check (activations <= max_activations),
      first_purchase_only boolean not null default false,
      valid_from timestamptz,
      valid_until timestamptz,
      active boolean not null default true,
      created_by text not null,
      created_at timestamptz not null default now(),
      check ((days is not null) = (kind in ('days', 'trial'))),
      check ((percent is not null) = (kind = 'percent')),
      check ((amount_minor is not null) = (kind in ('balance', 'fixed'))),
      check ((amount_minor is null) = (currency is null))
    );
    comment on column promo_codes.plan_id is 'the plan that days are of, or that a discount is for; null is any';
    comment on column promo_codes.max_activations is 'null is as many as come';

    create table promo_activations (
      id bigint generated always as identity primary key,
      promo_code_id bigint not null references promo_codes,
      user_id bigint not null references users,
      number integer not null default 1,
      used_by bigint references orders,
      created_at timestamptz not null default clock_timestamp(),
      unique (promo_code_id, user_id, number)
    );
    comment on column promo_activations.used_by is 'of a discount: the order that was paid with it';
    create index promo_activations_of_user on promo_activations (user_id) where used_by is null;

    create table promo_guesses (
      user_id bigint primary key references users,
      misses integer not null default 0,
      since timestamptz not null default clock_timestamp()
    );
    grant delete on promo_guesses to getpro_app;

    alter table orders add promo_activation_id bigint references promo_activations;
    drop index orders_one_open;
    create unique index orders_one_open on orders (user_id, coalesce(subscription_id, 0), kind,
      coalesce(plan_version_id, 0), price_minor, currency, coalesce(promo_activation_id, 0)) where state = 'open';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index orders_one_open;
    alter table orders drop promo_activation_id;
    create unique index orders_one_open on orders
      (user_id, coalesce(subscription_id, 0), kind, coalesce(plan_version_id, 0), price_minor, currency) where state = 'open';
    drop table promo_guesses, promo_activations, promo_codes;
  `);
}
