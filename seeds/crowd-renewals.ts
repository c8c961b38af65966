import type { Step } from './crowd-rows.js';

/** Cards that people saved, every ninth of them two, of which one is removed; and what renews itself by them. */
export const renewals = (people: number): readonly Step[] => [
  [
    'saved methods',
    `insert into payment_methods (user_id, provider, external_id, title, kind, saved_at, removed_at)
       select n, 'yookassa', md5('method ' || n || '-' || k)::uuid, 'Mir •• ' || 1000 + (n + k) % 9000, 'card',
         now() - interval '1 day' * (n % 500), case when k = 2 and n % 2 = 0 then now() end
       from generate_series(3, ${people}, 3) n, generate_series(1, case when n % 9 = 0 then 2 else 1 end) k`,
  ],
  [
    'renewals',
    `insert into renewals (subscription_id, user_id, active, method_id, plan_version_id, price_minor, currency, agreed_at)
       select s.id, s.user_id, s.user_id % 30 <> 0, case when s.user_id % 12 <> 0 then m.id end, v.id, v.price_minor, 'RUB',
         m.saved_at
       from subscriptions s
       join payment_methods m on m.user_id = s.user_id and m.external_id = md5('method ' || s.user_id || '-1')::uuid::text
       join offer v on v.n = s.user_id / 6 % (select count(*) from offer)
       where s.user_id % 6 = 0 and s.paid_until is not null;
     update subscriptions s set renew_at = now() + interval '1 hour' * (1 + s.id % 700)
       from renewals r where r.subscription_id = s.id and r.active`,
  ],
];
