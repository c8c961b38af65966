import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table plan_prices (
      id bigint generated always as identity primary key,
      plan_version_id bigint not null references plan_versions,
      currency text not null check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      price_minor bigint not null check (price_minor > 0),
      unique (plan_version_id, currency)
    );
    comment on table plan_prices is 'what a plan costs where it is not paid in the currency of its version';
    create trigger append_only before update or delete on plan_prices
      for each row execute function refuse_change();
    revoke update on plan_prices from getpro_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table plan_prices');
}
