import type { Knex } from 'knex';

/**
 * What a payer let a provider charge again and again by itself is a row of its own: it outlives each of its charges, and
 * says which subscription of ours they are for, at which price.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table mandates (
      id bigint generated always as identity primary key,
      user_id bigint not null references users,
      subscription_id bigint references subscriptions,
      provider text not null,
      external_id text not null,
      payment_id bigint not null references payments,
      payer_id bigint,
      plan_version_id bigint not null references plan_versions,
      price_minor bigint not null check (price_minor > 0),
      currency text not null check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      months integer not null,
      days integer not null,
      wanted boolean not null default false,
      state text not null default 'on' check (state in ('on', 'stopped', 'paused', 'failed')),
      paid_until timestamptz not null,
      turn uuid,
      turn_until timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz not null default clock_timestamp(),
      unique (provider, external_id)
    );
    comment on table mandates is 'what a payer lets a provider charge again and again by itself';
    comment on column mandates.external_id is 'by which the provider knows it: a charge of Stars, a recurrence';
    comment on column mandates.subscription_id is 'what its charges renew; null where its first one bought nothing';
    comment on column mandates.payer_id is 'Telegram''s id of whoever pays, where only they and we may end it';
    comment on column mandates.months is 'with days: what each charge pays for';
    comment on column mandates.wanted is 'whether it may go on, by us and by its person';
    comment on column mandates.state is 'as the provider last told it; stopped: only we can let it go on';
    comment on column mandates.paid_until is 'when the provider charges next';
    create index mandates_of_payment on mandates (payment_id);
    create index mandates_of_subscription on mandates (subscription_id, id) where subscription_id is not null;
    create index mandates_of_person on mandates (user_id) where wanted;

    alter table payments add repeats boolean not null default false, add mandate_id bigint references mandates;
    comment on column payments.repeats is 'its payer chose to be charged again and again by the provider itself';
    comment on column payments.mandate_id is 'of what charges by itself; also its first payment';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table payments drop mandate_id, drop repeats; drop table mandates');
}
