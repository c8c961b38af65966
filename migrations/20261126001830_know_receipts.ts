import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table payments
      add receipt text check (receipt in ('pending', 'succeeded', 'canceled')),
      add receipt_to text;
    comment on column payments.receipt is 'how the till stands with it, as the provider says; null where it says nothing';
    comment on column payments.receipt_to is 'the payer''s e-mail as it is shown, masked; null where it went to the shop''s own';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table payments drop receipt, drop receipt_to');
}
