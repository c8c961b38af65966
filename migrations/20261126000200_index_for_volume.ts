import type { Knex } from 'knex';

/**
 * Operators list what is rare: without an index of its own, the newest fifty of it are looked for in everything. Handled
 * updates are forgotten in the order of their ids, which is that of the time. And what is due and unsent has one index:
 * from the other, the relay would walk past all that is sent, to learn that nothing is left to send.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index payments_review, processed_updates_at, outbox_due;
    create index outbox_sent_due on outbox (due_at)
      where sent_at is not null and done_at is null and parked_at is null;
    create index payments_by_state on payments (state, id) where state <> 'succeeded';
    create index refunds_by_state on refunds (state, id) where state <> 'succeeded';
    create index inbox_events_ignored on inbox_events (id) where state = 'ignored';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index payments_by_state, refunds_by_state, inbox_events_ignored, outbox_sent_due;
    create index outbox_due on outbox (due_at) where done_at is null and parked_at is null;
    create index payments_review on payments (id) where state = 'review';
    create index processed_updates_at on processed_updates using brin (processed_at);
  `);
}
