import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table gifts (
      order_id bigint primary key references orders,
      token text not null unique check (token ~ '^[A-Za-z0-9_-]{22}$'),
      state text not null default 'waiting' check (state in ('waiting', 'redeemed', 'returned')),
      receiver_id bigint references users,
      redeemed_at timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      check ((state = 'redeemed') = (receiver_id is not null and redeemed_at is not null))
    );
    comment on table gifts is 'what a paid order for somebody else gives; changed under the lock of its order alone';
    comment on column gifts.token is 'whoever has it may redeem it, once';
    create index orders_gifts on orders (user_id, id desc) where kind = 'gift';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index orders_gifts; drop table gifts');
}
