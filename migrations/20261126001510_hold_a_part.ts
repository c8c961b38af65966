import type { Knex } from 'knex';

/**
 * Whoever ends an open order lets go of what it holds, in the same statement: there are many ways to end one, and none
 * may forget it. What is paid takes the part by itself.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders add held_minor bigint not null default 0 check (held_minor >= 0 and held_minor < price_minor);
    comment on column orders.held_minor is 'how much of the price the balance pays; until it is paid, it lies in held:<order>';
    create index orders_holding on orders (user_id) where state = 'open' and held_minor > 0;

    create function release_held() returns trigger language plpgsql as $$
      declare moved bigint;
      begin
        insert into ledger_transactions (key) values ('order:' || new.id || ':released')
          on conflict do nothing returning id into moved;
        if moved is null then return null; end if;
        perform from ledger_accounts where currency = new.currency
          and name in ('held:' || new.id, 'user:' || new.user_id) order by name for update;
        insert into ledger_entries (transaction_id, account_id, currency, amount_minor)
          select moved, id, currency, case when name like 'held:%' then -new.held_minor else new.held_minor end
          from ledger_accounts where currency = new.currency and name in ('held:' || new.id, 'user:' || new.user_id);
        update ledger_accounts set balance_minor = balance_minor +
            case when name like 'held:%' then -new.held_minor else new.held_minor end
          where currency = new.currency and name in ('held:' || new.id, 'user:' || new.user_id);
        return null;
      end $$;
    create trigger release_held after update of state on orders for each row
      when (old.state = 'open' and new.state in ('canceled', 'expired') and new.held_minor > 0)
      execute function release_held();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger release_held on orders;
    drop function release_held;
    drop index orders_holding;
    alter table orders drop held_minor;
  `);
}
