import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users add referral_code text check (referral_code ~ '^[A-Z0-9]{1,16}$');
    comment on column users.referral_code is 'null until the next update of whoever came before there were any';
    create unique index users_referral_code on users (referral_code) where referral_code is not null;
    comment on index users_referral_code is 'partial, so that giving an old row its code locks out no foreign key';

    create table referrals (
      friend_id bigint primary key references users,
      inviter_id bigint not null references users,
      source text not null check (source in ('code', 'legacy')),
      paid_at timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      check (friend_id <> inviter_id)
    );
    comment on column referrals.paid_at is 'since when the friend is one who bought a plan';
    create index referrals_of_inviter on referrals (inviter_id, friend_id desc) include (paid_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table referrals;
    drop index users_referral_code;
    alter table users drop referral_code;
  `);
}
