import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function refuse_change() returns trigger language plpgsql as $$
      begin raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$;

    create table users (
      id bigint generated always as identity primary key,
      telegram_id bigint unique,
      first_name text,
      username text,
      language text check (language in ('ru', 'en')),
      language_guess text,
      email text,
      start_payload text check (start_payload ~ '^[A-Za-z0-9_-]{1,64}$'),
      role text check (role in ('admin')),
      blocked_at timestamptz,
      created_at timestamptz not null default now()
    );
    comment on column users.language is 'their own choice; null until they chose';
    comment on column users.start_payload is 'of the first deep link that they came by';
    comment on column users.blocked_at is 'since when the bot cannot write to them';

    create table chats (
      user_id bigint primary key references users,
      screen_message_id bigint,
      screen_kind text check (screen_kind in ('text', 'photo')),
      screen_version bigint not null default 0,
      screen text,
      awaiting text
    );
    comment on column chats.screen_version is 'raised by each update that shows a screen';
    comment on column chats.screen is 'which screen with which ids: what a late result may replace';
    comment on column chats.awaiting is 'what the next text answers';

    create table messages (
      id bigint generated always as identity primary key,
      user_id bigint not null references users,
      reason text not null,
      screen text not null,
      replaces text,
      in_place boolean not null default false,
      lane smallint not null default 1 check (lane in (0, 1, 2)),
      message_id bigint,
      turn uuid,
      turn_until timestamptz,
      sent_at timestamptz,
      failed_at timestamptz,
      failure text,
      created_at timestamptz not null default now(),
      unique (user_id, reason)
    );
    comment on column messages.replaces is 'the screen that it may be edited into, if the person still looks at it';
    comment on column messages.in_place is 'dropped when they look at something else';
    create index messages_unsent on messages (created_at) where sent_at is null and failed_at is null;

    create table audit_log (
      id bigint generated always as identity primary key,
      actor text not null,
      action text not null,
      subject text not null,
      reason text not null,
      data jsonb not null default '{}',
      at timestamptz not null default clock_timestamp()
    );
    comment on table audit_log is 'ids, numbers and enums, never names or texts';
    create trigger append_only before update or delete on audit_log
      for each row execute function refuse_change();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table audit_log, messages, chats, users; drop function refuse_change');
}
