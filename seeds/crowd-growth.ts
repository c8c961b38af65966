import type { Step } from './crowd-rows.js';

/** Who brought a person: somebody of before; a blogger brought some hundreds. */
const inviter = (n: string): string =>
  `case when ${n} % 50 = 0 and ${n} <= 20000 then 1 else greatest(1, ${n} / 10) end`;

/** Friends who were invited, what their first purchases gave, and campaigns by which others came. */
export const growth = (people: number): readonly Step[] => [
  [
    'referrals',
    `insert into referrals (friend_id, inviter_id, source, paid_at, created_at)
       select n, ${inviter('n')}, 'code', case when n % 2 = 0 then now() end, now() - interval '1 day' * (n % 500)
       from generate_series(5, ${people}, 5) n`,
  ],
  [
    'rewards of referrals',
    `insert into referral_rewards (payment_id, friend_id, inviter_id, inviter_days, friend_days, given_at, created_at)
       select distinct on (user_id) id, user_id, ${inviter('user_id')}, 3, 1, at, at from purchase
       where user_id % 5 = 0 and user_id >= 5 and fate = 'bought' order by user_id, id`,
  ],
  [
    'campaigns',
    `insert into campaigns (id, source, start_param, created_by) overriding system value
       select n, 'channel ' || n, 'crowd-' || n, 'cli:seed' from generate_series(1, 200) n;
     insert into campaign_touches (user_id, campaign_id, created_at)
       select n, 1 + n % 200, now() - interval '540 days' from generate_series(1, ${people}, 3) n`,
  ],
];
