import type { Knex } from 'knex';

/** Whoever prunes old bodies would otherwise read every event that waits for its person, each day anew. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table inbox_events add column unclaimed boolean not null default false;
    comment on column inbox_events.unclaimed is 'waits in unclaimed_payments for its person: its body is kept until then';
    update inbox_events i set unclaimed = true from unclaimed_payments u where u.inbox_event_id = i.id;
    drop index inbox_events_received;
    create index inbox_events_received on inbox_events (received_at) where body is not null and not unclaimed;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index inbox_events_received;
    alter table inbox_events drop column unclaimed;
    create index inbox_events_received on inbox_events (received_at) where body is not null;
  `);
}
