import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table referral_rewards (
      payment_id bigint primary key references payments,
      friend_id bigint not null references referrals,
      inviter_id bigint not null,
      inviter_days integer not null default 0 check (inviter_days >= 0),
      friend_days integer not null default 0 check (friend_days >= 0),
      amount_minor bigint check (amount_minor > 0),
      currency text check (currency in ('RUB', 'USD', 'EUR', 'XTR')),
      given_at timestamptz,
      taken_at timestamptz,
      taken_minor bigint,
      created_at timestamptz not null default clock_timestamp(),
      check ((amount_minor is null) = (currency is null)),
      check (taken_minor is null or taken_at is not null and given_at is not null),
      check (taken_minor <= coalesce(amount_minor, 0))
    );
    comment on table referral_rewards is 'what a friend''s purchase gives both; written with the purchase, given to the inviter by a job';
    comment on column referral_rewards.inviter_id is 'as in referrals; no foreign key, which would ask for the inviter''s row in each friend''s purchase';
    comment on column referral_rewards.taken_at is 'since when it is to be taken back: the purchase was refunded';
    comment on column referral_rewards.taken_minor is 'what of the money could be taken back from the inviter; null until it was tried';
    create index referral_rewards_of_inviter on referral_rewards (inviter_id);
    create index referral_rewards_of_friend on referral_rewards (friend_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table referral_rewards');
}
