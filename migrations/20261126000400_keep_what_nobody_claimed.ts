import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table unclaimed_payments (
      inbox_event_id bigint primary key references inbox_events,
      telegram_id bigint not null,
      provider text not null,
      external_id text not null,
      created_at timestamptz not null default clock_timestamp()
    );
    comment on table unclaimed_payments is 'paid at the provider''s own place by somebody who has not come to us yet';
    create index unclaimed_payments_of_person on unclaimed_payments (telegram_id);
    create index unclaimed_payments_by_id on unclaimed_payments (provider, external_id);
    grant delete on unclaimed_payments to getpro_app;

    alter table payments add column paid_until timestamptz;
    comment on column payments.paid_until is
      'of a charge for a term that its provider names: until when it gave time; the next charge begins there';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table payments drop column paid_until; drop table unclaimed_payments');
}
