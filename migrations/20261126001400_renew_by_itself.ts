import type { Knex } from 'knex';

/**
 * What a person agreed to is a row of its own, which a charge and the off switch both lock first; when to look at it next
 * stands beside the term that decides it, so that whatever moves the one moves the other.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table renewals (
      subscription_id bigint primary key references subscriptions,
      user_id bigint not null references users,
      active boolean not null,
      method_id bigint references payment_methods,
      plan_version_id bigint not null references plan_versions,
      price_minor bigint not null check (price_minor > 0),
      currency text not null check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      agreed_at timestamptz not null,
      noticed_at timestamptz,
      noticed_end timestamptz
    );
    comment on column renewals.noticed_end is 'the end of the term that its person was told of at noticed_at';
    comment on table renewals is 'what a person agreed to pay again and again, until they say no';
    comment on column renewals.method_id is 'null: from the balance';
    comment on column renewals.price_minor is 'nobody is charged more than that';
    create index renewals_of_method on renewals (method_id) where active and method_id is not null;

    alter table subscriptions add renew_at timestamptz;
    comment on column subscriptions.renew_at is 'when its renewal is looked at next; null where it is not renewed by itself';
    create index subscriptions_renewing on subscriptions (renew_at, id) where renew_at is not null;

    alter table orders add term_number integer;
    comment on column orders.term_number is 'of a renewal that we charge: how many paid terms its subscription has had';
    create unique index orders_one_renewal on orders (subscription_id, term_number) where term_number is not null;
    create unique index orders_one_open_renewal on orders (subscription_id)
      where term_number is not null and state = 'open';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index orders_one_open_renewal, orders_one_renewal;
    alter table orders drop term_number;
    drop index subscriptions_renewing;
    alter table subscriptions drop renew_at;
    drop table renewals;
  `);
}
