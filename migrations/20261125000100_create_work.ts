import type { Knex } from 'knex';

/** What is owed, and what was told: promises, webhooks, handled updates, settings that the fleet shares. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table outbox (
      id bigint generated always as identity primary key,
      job text not null,
      key text not null,
      lane smallint not null default 1 check (lane in (0, 1, 2)),
      data jsonb not null default '{}',
      once boolean not null default false,
      correlation text,
      due_at timestamptz not null default clock_timestamp(),
      sent_at timestamptz,
      sends integer not null default 0,
      crashes integer not null default 0,
      done_at timestamptz,
      parked_at timestamptz,
      reason text,
      check (key like job || ':%'),
      check (parked_at is null or done_at is null)
    );
    comment on column outbox.key is '<job>:<subject>; one run keeps all open promises of a key';
    comment on column outbox.lane is '0 a person waits, 1 owed to a person, 2 bulk';
    comment on column outbox.once is 'this key is promised once for ever';
    comment on column outbox.crashes is 'runs that began and never reported';
    comment on column outbox.reason is 'why it was parked, without secrets';
    create index outbox_unsent on outbox (lane, due_at, id)
      where sent_at is null and done_at is null and parked_at is null;
    create index outbox_sent on outbox (sent_at) where sent_at is not null and done_at is null and parked_at is null;
    create index outbox_due on outbox (due_at) where done_at is null and parked_at is null;
    create index outbox_open on outbox (key) where done_at is null;
    create index outbox_parked on outbox (parked_at) where parked_at is not null;
    create index outbox_done on outbox (done_at) where done_at is not null;
    create unique index outbox_once on outbox (key) where once;
    alter table outbox set (autovacuum_vacuum_scale_factor = 0.02, fillfactor = 70);

    create table inbox_events (
      id bigint generated always as identity primary key,
      provider text not null,
      event_id text not null,
      body bytea,
      received_at timestamptz not null default clock_timestamp(),
      state text not null default 'new' check (state in ('new', 'applied', 'ignored')),
      reason text,
      unique (provider, event_id),
      check (body is not null or state <> 'new')
    );
    comment on column inbox_events.body is 'byte for byte as it was signed; emptied after 30 days';
    create index inbox_events_received on inbox_events (received_at) where body is not null;

    create table processed_updates (
      update_id bigint primary key,
      processed_at timestamptz not null default clock_timestamp()
    );
    create index processed_updates_at on processed_updates using brin (processed_at);

    create table settings (
      name text primary key,
      value jsonb not null,
      updated_at timestamptz not null default now()
    );
    comment on table settings is 'what the fleet knows of itself: the bot''s username, what Telegram was told';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table settings, processed_updates, inbox_events, outbox');
}
