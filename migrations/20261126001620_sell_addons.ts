import type { Knex } from 'knex';

const oneOpen = (more: string): string => `
  drop index orders_one_open;
  create unique index orders_one_open on orders (user_id, coalesce(subscription_id, 0), kind,
    coalesce(plan_version_id, 0), price_minor, currency, coalesce(promo_activation_id, 0)${more}) where state = 'open';`;

/** Whatever its name: the check that an order says what it is for. */
const dropGoodsCheck = `
  do $$ declare found text; begin
    for found in select conname from pg_constraint where conrelid = 'orders'::regclass and contype = 'c'
      and pg_get_constraintdef(oid) like '%plan_version_id%' loop
      execute format('alter table orders drop constraint %I', found);
    end loop;
  end $$;`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table addon_versions (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('devices', 'traffic')),
      amount bigint not null check (amount > 0),
      price_minor bigint not null check (price_minor > 0),
      currency text not null check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      on_sale boolean not null default true,
      created_at timestamptz not null default now()
    );
    comment on table addon_versions is 'immutable: a changed price is a new row, the newest of a kind and amount is on offer';
    comment on column addon_versions.amount is 'devices, or bytes of traffic';
    create index addon_versions_newest on addon_versions (kind, amount, id desc);
    create table addon_prices (
      id bigint generated always as identity primary key,
      addon_version_id bigint not null references addon_versions,
      currency text not null check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      price_minor bigint not null check (price_minor > 0),
      unique (addon_version_id, currency)
    );
    comment on table addon_prices is 'what an add-on costs where it is not paid in the currency of its version';
    create trigger append_only before update or delete on addon_versions
      for each row execute function refuse_change();
    create trigger append_only before update or delete on addon_prices
      for each row execute function refuse_change();
    revoke update on addon_versions, addon_prices from getpro_app;

    alter table orders add addon_version_id bigint references addon_versions;
    ${dropGoodsCheck}
    alter table orders add constraint orders_name_goods check (kind in ('topup', 'bind') or
      (kind = 'addon') = (addon_version_id is not null and subscription_id is not null and plan_version_id is null) and
      (kind = 'addon' or plan_version_id is not null));
    ${oneOpen(', coalesce(addon_version_id, 0)')}
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ${oneOpen('')}
    ${dropGoodsCheck}
    alter table orders drop addon_version_id,
      add constraint orders_check1 check (kind = 'topup' or plan_version_id is not null);
    drop table addon_prices, addon_versions;
  `);
}
