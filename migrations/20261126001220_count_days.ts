import type { Knex } from 'knex';

/**
 * What operators ask for is counted by day, so that nobody walks a million payments while somebody types. The columns
 * only grow, so their indexes are written at one end.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table day_figures (
      day date not null,
      name text not null check (name in ('came', 'back', 'payments', 'people')),
      currency text not null default '',
      value bigint not null,
      primary key (day, name, currency)
    );
    comment on table day_figures is 'by days of the shop''s time zone; counted anew from ledger and users';
    create index ledger_transactions_at on ledger_transactions (created_at);
    create index users_created on users (created_at);
    create index users_username on users (lower(username)) where username is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index users_username, users_created, ledger_transactions_at;
    drop table day_figures;
  `);
}
