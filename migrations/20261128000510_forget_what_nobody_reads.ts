import type { Knex } from 'knex';

/** Late results of screens, and hints of panels: a row for each tap, and for each account that was in use. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index messages_passed on messages (created_at)
      where in_place and (sent_at is not null or failed_at is not null);
    create index inbox_events_of_panels on inbox_events (received_at) where provider = 'remnawave' and state <> 'new';
    grant delete on messages, inbox_events to getpro_app;
    create trigger keeps_what_providers_told before delete on inbox_events
      for each row when (old.provider <> 'remnawave') execute function refuse_change();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger keeps_what_providers_told on inbox_events;
    revoke delete on messages, inbox_events from getpro_app;
    drop index messages_passed, inbox_events_of_panels;
  `);
}
