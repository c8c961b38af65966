import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table breaks (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('missing', 'unpaid', 'amount', 'refund')),
      provider text not null,
      external_id text not null,
      payment_id bigint references payments,
      ours text not null,
      theirs text not null,
      state text not null default 'open' check (state in ('open', 'explained', 'closed')),
      actor text,
      reason text,
      found_at timestamptz not null,
      seen_at timestamptz not null,
      closed_at timestamptz,
      unique (provider, kind, external_id),
      check ((state = 'explained') <= (reason is not null)),
      check ((state = 'closed') = (closed_at is not null))
    );
    comment on table breaks is 'what a provider and our books say differently, found by the daily proof';
    create index breaks_not_closed on breaks (provider, found_at) where state <> 'closed';

    alter table payments add proven_at timestamptz;
    alter table refunds add proven_at timestamptz;
    comment on column payments.proven_at is 'when its provider said last that it stands there as it does here';
    create index payments_of_provider on payments (provider, created_at, id);
    create index refunds_succeeded on refunds (created_at, id) where state = 'succeeded';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index payments_of_provider, refunds_succeeded;
    alter table payments drop proven_at;
    alter table refunds drop proven_at;
    drop table breaks;
  `);
}
