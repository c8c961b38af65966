import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table orders (
      id bigint generated always as identity primary key,
      user_id bigint not null references users,
      subscription_id bigint references subscriptions,
      kind text not null check (kind in ('buy', 'topup', 'renewal', 'addon', 'gift', 'bind')),
      plan_version_id bigint references plan_versions,
      price_minor bigint not null check (price_minor > 0),
      currency text not null check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      state text not null default 'open' check (state in ('open', 'paid', 'canceled', 'expired')),
      paid_by bigint unique,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check ((state = 'paid') = (paid_by is not null)),
      check (kind = 'topup' or plan_version_id is not null)
    );
    comment on column orders.subscription_id is 'null: a new one';
    create unique index orders_one_open on orders
      (user_id, coalesce(subscription_id, 0), kind, coalesce(plan_version_id, 0), price_minor, currency) where state = 'open';
    create index orders_of_user on orders (user_id, id desc);
    create index orders_open on orders (created_at) where state = 'open';

    create table payments (
      id bigint generated always as identity primary key,
      order_id bigint not null references orders,
      provider text not null,
      external_id text,
      amount_minor bigint not null check (amount_minor > 0),
      currency text not null check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      state text not null default 'created' check (state in ('created', 'pending', 'succeeded', 'canceled',
        'expired', 'failed', 'refunded_in_part', 'refunded', 'disputed', 'review')),
      pay_url text,
      expires_at timestamptz,
      polls integer not null default 0,
      turn uuid,
      turn_until timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (provider, external_id)
    );
    create unique index payments_one_unfinished on payments (order_id, provider) where state in ('created', 'pending');
    create index payments_of_order on payments (order_id, id);
    create index payments_review on payments (id) where state = 'review';
    alter table orders add foreign key (paid_by) references payments;

    create table payment_events (
      id bigint generated always as identity primary key,
      payment_id bigint not null references payments,
      from_state text not null,
      to_state text not null,
      source text not null,
      reason text,
      at timestamptz not null default clock_timestamp()
    );
    create index payment_events_of_payment on payment_events (payment_id, id);
    create trigger append_only before update or delete on payment_events
      for each row execute function refuse_change();

    create table refunds (
      id bigint generated always as identity primary key,
      payment_id bigint not null references payments,
      external_id text,
      amount_minor bigint not null check (amount_minor > 0),
      currency text not null,
      takes_grant boolean not null default true,
      to_balance boolean not null default false,
      state text not null default 'created' check (state in ('created', 'pending', 'succeeded', 'canceled', 'review')),
      actor text not null,
      reason text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (payment_id, external_id)
    );
    create unique index refunds_one_unfinished on refunds (payment_id) where state in ('created', 'pending');

    create table ledger_accounts (
      id bigint generated always as identity primary key,
      name text not null,
      currency text not null,
      balance_minor bigint,
      unique (name, currency),
      check ((balance_minor is not null) = (name like 'user:%' or name like 'held:%')),
      check (balance_minor >= 0)
    );
    comment on column ledger_accounts.balance_minor is 'null for shared accounts: theirs is a sum, so that no purchase locks them';

    create table ledger_transactions (
      id bigint generated always as identity primary key,
      key text not null unique,
      created_at timestamptz not null default clock_timestamp()
    );
    create table ledger_entries (
      id bigint generated always as identity primary key,
      transaction_id bigint not null references ledger_transactions,
      account_id bigint not null references ledger_accounts,
      currency text not null,
      amount_minor bigint not null check (amount_minor <> 0)
    );
    comment on column ledger_entries.amount_minor is '− where value leaves, + where it arrives';
    create index ledger_entries_of_transaction on ledger_entries (transaction_id);
    create index ledger_entries_of_account on ledger_entries (account_id, id);

    create trigger append_only before update or delete on ledger_transactions
      for each row execute function refuse_change();
    create trigger append_only before update or delete on ledger_entries
      for each row execute function refuse_change();

    create function ledger_sums_to_zero() returns trigger language plpgsql as $$
      begin
        if exists (select from ledger_entries where transaction_id = new.transaction_id
                   group by currency having sum(amount_minor) <> 0) then
          raise exception 'ledger transaction % does not sum to zero', new.transaction_id
            using errcode = 'check_violation';
        end if;
        return null;
      end $$;
    create constraint trigger zero_sum after insert on ledger_entries
      deferrable initially deferred for each row execute function ledger_sums_to_zero();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table ledger_entries, ledger_transactions, ledger_accounts, refunds, payment_events;
    alter table orders drop constraint orders_paid_by_fkey;
    drop table payments, orders;
    drop function ledger_sums_to_zero;
  `);
}
