/** Every id that Telegram will ever give out is smaller (52 bits), and a double still holds it. */
export const telegramIdBase = 5_000_000_000_000_000;

/** One statement of the seed, and what it makes. */
export type Step = readonly [what: string, sql: string];

/** YooKassa's ids begin with the second of their payment, so that whatever is found by them lies in the order of time. */
const firstSecond = 0x2c000000;
const seconds = 538 * 24 * 3_600;

const begin = "(now() - interval '540 days')";
const span = "interval '538 days'";

/**
 * What happened in the shop, in the order of time, in tables that last as long as the transaction. People came evenly
 * over a year and a half, and whoever came earlier bought more often. Both tables are written in the order of time and of
 * ids, and so is what is made of them: one person's rows lie as far apart as in life.
 */
export function story(people: number): readonly Step[] {
  const purchases = people * 3;
  /** Of the last hour: whoever paid by then has paid, and the others' invoices are dead. */
  const newest = Math.floor(purchases / 12_000);
  return [
    [
      'plans on sale',
      `create temp table offer on commit drop as
         select v.id, v.months, v.days, v.price_minor, v.panel_id, row_number() over (order by v.months, v.id) - 1 n
         from (select distinct on (plan_id, months, days) * from plan_versions
               order by plan_id, months, days, id desc) v
         where v.on_sale and v.currency = 'RUB'`,
    ],
    [
      'purchases',
      `create temp table purchase on commit drop as
         select p.id, at::timestamptz(3) as at, fate, v.id version, v.months, v.days,
           case fate when 'topup' then 50000 else v.price_minor end amount,
           case fate when 'pending' then ${people} - ${purchases} + p.id
             else 1 + floor(p.id * random() / 3)::bigint end user_id,
           lpad(to_hex(${firstSecond} + (p.id * ${seconds / purchases}::float8)::int), 8, '0')
             || '-000f-5000-8000-' || lpad(to_hex(p.id), 12, '0') external_id
         from (select id, ${begin} + ${span} * (id / ${purchases}::float8) + interval '2 days' as at,
             case when id > ${purchases - newest} then 'pending'
               when id % 20 < 2 then 'expired'
               when id % 20 = 2 then 'canceled'
               when id % 20 = 3 then 'topup'
               when id % 50 = 4 and id < ${purchases * 0.99} then 'refunded'
               when id % 40 = 31 then 'gift'
               when id % 10000 = 9999 then 'review'
               else 'bought' end fate
           from generate_series(1, ${purchases}) id) p
         join offer v on v.n = p.id / 20 % (select count(*) from offer)`,
    ],
    ...toGive(people),
    ['statistics of the story', 'analyze purchase, wrapped, given'],
  ];
}

/** What came of it, trials among it. */
function toGive(people: number): readonly Step[] {
  return [
    [
      'gifts to be',
      `create temp table wrapped on commit drop as
         select id order_id, version, months, days, amount, at,
           case when id % 200 <> 31 then greatest(1, user_id / 2) end receiver_id
         from purchase where fate = 'gift'`,
    ],
    [
      'grants to be',
      `create temp table given on commit drop as
         select row_number() over (order by at, user_id) id, g.* from (
           select user_id, 'trial' source, user_id::text source_id, v.id version, v.months, v.days, true stands,
             (${begin} + ${span} * (user_id / ${people}::float8) + interval '5 min')::timestamptz(3) as at,
             null::bigint purchase
           from generate_series(1, ${people}) user_id, (select v.* from plan_versions v
             join plans p on p.id = v.plan_id and p.slug = 'trial' where v.on_sale order by v.id desc limit 1) v
           where user_id % 8 < 5
           union all
           select user_id, 'order', id::text, version, months, days, fate = 'bought', at, id
           from purchase where fate in ('bought', 'refunded')
           union all
           select receiver_id, 'gift', order_id::text, version, months, days, true, at, null
           from wrapped where receiver_id is not null) g`,
    ],
  ];
}

export function comers(people: number): readonly Step[] {
  return [
    [
      'users',
      `insert into users (id, telegram_id, first_name, username, language, language_guess, referral_code, created_at)
         overriding system value
         select n, ${telegramIdBase} + n, 'Person ' || n, 'person_' || n, case n % 10 when 0 then 'en' else 'ru' end, 'ru',
           'R' || lpad(upper(to_hex(n)), 8, '0'),
           ${begin} + ${span} * (n / ${people}::float8)
         from generate_series(1, ${people}) n`,
    ],
    [
      'chats',
      `insert into chats (user_id, screen_message_id, screen_kind, screen_version, screen)
         select n, n % 1000, 'text', n % 100 + 1, 'home' from generate_series(1, ${people}) n`,
    ],
  ];
}

/** What each was given. The aggregate is the fold of the domain, for grants without extras. */
export const given: readonly Step[] = [
  [
    'subscriptions',
    `create function pg_temp.extend(ends timestamptz, at timestamptz, months int, days int) returns timestamptz
       language plpgsql immutable as $$
       begin return greatest(ends, at) + make_interval(months => months, hours => days * 24); end $$;
     create aggregate pg_temp.folded(timestamptz, int, int) (sfunc = pg_temp.extend, stype = timestamptz);
     insert into subscriptions (id, user_id, paid_until, plan_version_id, last_grant_id, told_grant_id, next_change_at,
         revision, applied_revision, panel_id, panel_account, link, traffic_used_bytes, devices, usage_at, created_at)
       overriding system value
       select user_id, user_id, ends, version, last, last, case when ends > now() then ends end, owed, owed,
         (select panel_id from offer limit 1), (1000000000 + user_id)::text,
         'https://panel.example/sub/' || substr(md5('link ' || user_id), 1, 16), user_id * 1048576, user_id % 4, began, began
       from (select user_id, pg_temp.folded(at, months, days order by id) filter (where stands) ends,
           (array_agg(version order by id desc) filter (where stands))[1] version, max(id) last, count(*) owed,
           min(at) began
         from given group by user_id) g;
     drop aggregate pg_temp.folded(timestamptz, int, int);
     drop function pg_temp.extend`,
  ],
  [
    'devices',
    `insert into devices (subscription_id, hwid, model, platform, os_version, added_at, seen_at)
       select id, md5(id || '-' || n), 'iPhone16,1', 'iOS', '18.1', created_at, usage_at
       from subscriptions, generate_series(1, devices) n`,
  ],
  [
    'grants',
    `insert into grants (id, subscription_id, source, source_id, months, days, plan_version_id, granted_at)
       overriding system value
       select id, user_id, source, source_id, months, days, version, at from given`,
  ],
  [
    'withdrawals of grants',
    `insert into grant_withdrawals (grant_id, days, source_id, created_at)
       select id, null, 'refund:' || purchase, at + interval '3 days' from given
       where purchase is not null and not stands`,
  ],
  [
    'messages',
    `insert into messages (user_id, reason, screen, replaces, lane, message_id, sent_at, created_at)
       select user_id, 'ready:' || id, 'ready:' || id, 'waiting:' || user_id, 0, id % 1000, at, at from given`,
  ],
];
