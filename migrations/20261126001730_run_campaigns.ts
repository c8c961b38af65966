import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table campaigns (
      id bigint generated always as identity primary key,
      source text not null check (length(source) between 1 and 64),
      start_param text not null unique
        check (start_param ~ '^[A-Za-z0-9_-]{2,64}$' and start_param !~ '^(ref|promo|gift)_'),
      cost_minor bigint not null default 0 check (cost_minor >= 0),
      currency text not null default 'RUB' check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      bonus_days integer check (bonus_days between 1 and 365),
      active boolean not null default true,
      created_by text not null,
      created_at timestamptz not null default now()
    );
    comment on column campaigns.start_param is 'of its link; in this very case';
    comment on column campaigns.bonus_days is 'what somebody gets who comes by it and never had anything';

    create table campaign_touches (
      user_id bigint primary key references users,
      campaign_id bigint not null references campaigns,
      created_at timestamptz not null default clock_timestamp()
    );
    comment on table campaign_touches is 'by which campaign a person came first; what they do later counts for it';
    create index campaign_touches_of_campaign on campaign_touches (campaign_id, user_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table campaign_touches, campaigns');
}
