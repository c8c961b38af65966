import type { Knex } from 'knex';

/**
 * Where somebody is charged again and again at a provider's own page, its word that this is over may overtake a charge, or
 * come after the next one: both are dated by the provider's clock. Charges from before are dated by ours.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table cancellations (
      payer_id bigint not null,
      provider text not null,
      subscription text not null,
      cancelled_at timestamptz not null,
      primary key (payer_id, provider, subscription)
    );
    comment on table cancellations is 'what is charged at a provider''s own page, and was ended there: nothing follows the charges until then';
    comment on column cancellations.payer_id is 'Telegram''s id of whoever pays, who need not have come to us yet';
    comment on column cancellations.subscription is 'the external id of each of its charges begins with this and a colon';
    comment on column cancellations.cancelled_at is 'the last time, by the provider''s clock';

    alter table payments add charged_at timestamptz;
    comment on column payments.charged_at is 'when it was charged, by the clock of a provider that sells by itself';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table payments drop charged_at; drop table cancellations');
}
