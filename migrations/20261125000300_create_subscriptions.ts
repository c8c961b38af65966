import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table panels (
      id bigint generated always as identity primary key,
      kind text not null unique,
      name text not null,
      created_at timestamptz not null default now()
    );

    create table plans (
      id bigint generated always as identity primary key,
      slug text not null unique check (slug ~ '^[a-z0-9-]{1,20}$'),
      position integer not null default 0,
      active boolean not null default true,
      created_at timestamptz not null default now()
    );

    create table plan_versions (
      id bigint generated always as identity primary key,
      plan_id bigint not null references plans,
      panel_id bigint not null references panels,
      months integer not null default 0 check (months >= 0),
      days integer not null default 0 check (days >= 0),
      price_minor bigint check (price_minor > 0),
      currency text check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      traffic_limit_bytes bigint not null default 0 check (traffic_limit_bytes >= 0),
      traffic_strategy text not null default 'NO_RESET'
        check (traffic_strategy in ('NO_RESET', 'DAY', 'WEEK', 'MONTH', 'MONTH_ROLLING')),
      device_limit integer check (device_limit >= 0),
      squads jsonb not null default '[]',
      external_squad uuid,
      on_sale boolean not null default true,
      created_at timestamptz not null default now(),
      check (months + days > 0),
      check ((price_minor is null) = (currency is null))
    );
    comment on table plan_versions is 'immutable: a changed price or limit is a new row, the newest of a plan and term is on offer';
    comment on column plan_versions.price_minor is 'null is not for sale (a trial); a price of 0 does not exist';
    comment on column plan_versions.traffic_limit_bytes is '0 is unlimited';
    create index plan_versions_of_plan on plan_versions (plan_id, months, days, id desc);
    create trigger append_only before update or delete on plan_versions
      for each row execute function refuse_change();

    create table subscriptions (
      id bigint generated always as identity primary key,
      user_id bigint not null references users,
      number integer not null default 1 check (number >= 1),
      paid_until timestamptz,
      plan_version_id bigint references plan_versions,
      extras jsonb not null default '[]',
      last_grant_id bigint not null default 0,
      told_grant_id bigint not null default 0,
      next_change_at timestamptz,
      revision integer not null default 0,
      applied_revision integer,
      panel_id bigint references panels,
      panel_account text,
      link text,
      open_ticket uuid not null unique default gen_random_uuid(),
      traffic_used_bytes bigint,
      devices integer,
      usage_at timestamptz,
      turn uuid,
      turn_until timestamptz,
      created_at timestamptz not null default now(),
      unique (user_id, number),
      unique (panel_id, panel_account)
    );
    comment on column subscriptions.paid_until is 'with plan and extras the fold over its grants; null before the first';
    comment on column subscriptions.revision is 'what we owe the panel';
    comment on column subscriptions.applied_revision is 'what it was told; null when we cannot know';
    comment on column subscriptions.open_ticket is 'stands for the link in addresses of our own pages';
    comment on column subscriptions.told_grant_id is 'up to which grant its person was told';
    create index subscriptions_owed on subscriptions (id) where applied_revision is distinct from revision;

    create table grants (
      id bigint generated always as identity primary key,
      subscription_id bigint not null references subscriptions,
      source text not null check (source in
        ('order', 'trial', 'promo', 'referral', 'admin', 'campaign', 'import', 'gift', 'conversion')),
      source_id text not null,
      months integer not null default 0,
      days integer not null default 0,
      plan_version_id bigint references plan_versions,
      extra_devices integer not null default 0 check (extra_devices >= 0),
      extra_traffic_bytes bigint not null default 0 check (extra_traffic_bytes >= 0),
      granted_at timestamptz(3) not null,
      unique (subscription_id, source, source_id)
    );
    comment on column grants.granted_at is 'no default: now() is the start of the transaction, and a waiting one would be out of order';
    create index grants_of_subscription on grants (subscription_id, id);
    create index grants_of_source on grants (source, source_id);
    create unique index grants_one_trial on grants (source_id) where source = 'trial';
    create trigger append_only before update or delete on grants
      for each row execute function refuse_change();

    create table grant_withdrawals (
      id bigint generated always as identity primary key,
      grant_id bigint not null references grants,
      days integer check (days > 0),
      source_id text not null,
      created_at timestamptz not null default clock_timestamp(),
      unique (grant_id, source_id)
    );
    comment on column grant_withdrawals.days is 'null takes the whole grant back';
    create trigger append_only before update or delete on grant_withdrawals
      for each row execute function refuse_change();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table grant_withdrawals, grants, subscriptions, plan_versions, plans, panels');
}
