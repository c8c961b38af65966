const paid = `('succeeded', 'refunded_in_part', 'refunded', 'disputed')`;

/** What must be empty in our own tables in the end: promo codes, orders and refunds. */
const usual: Readonly<Record<string, string>> = {
  'a promo code is counted once for each activation': `select c.code what from promo_codes c
    where c.activations + (select sum(s.activations) from promo_slots s where s.promo_code_id = c.id)
      <> (select count(*) from promo_activations a where a.promo_code_id = c.id)`,
  // A slot's share is a part of the code's limit: together they are no more than that.
  'a promo code is used no more often than it may be': `select c.code what from promo_codes c
    where (select count(*) from promo_activations a where a.promo_code_id = c.id) > c.max_activations
      or (select sum(s.at_most) from promo_slots s where s.promo_code_id = c.id) > c.max_activations - c.activations
      or exists (select from promo_slots s where s.promo_code_id = c.id
        and (s.activations > s.at_most or (s.at_most is null) <> (c.max_activations is null)))`,
  'nobody uses a promo code more often than each may': `select c.code || ', user ' || a.user_id what from promo_activations a
    join promo_codes c on c.id = a.promo_code_id group by c.id, a.user_id having count(*) > c.per_person`,
  'an activation gives its days or its money once': `select 'activation ' || a.id what from promo_activations a
    join promo_codes c on c.id = a.promo_code_id
    where (select count(*) from grants g where g.source = 'promo' and g.source_id = a.id::text) <> (c.kind in ('days', 'trial'))::int
      or (select count(*) from ledger_transactions t where t.key = 'promo:' || a.id) <> (c.kind = 'balance')::int`,
  'a discount is spent by the one order that was paid with it': `select 'activation ' || a.id what from promo_activations a
    where (select count(*) from orders o where o.promo_activation_id = a.id and o.state = 'paid') <> (a.used_by is not null)::int
      or a.used_by is not null and not exists (select from orders o where o.id = a.used_by and o.promo_activation_id = a.id and o.state = 'paid')`,
  'a paid order was paid by one payment of its own': `select 'order ' || o.id what from orders o left join payments p on p.id = o.paid_by
    where (o.state = 'paid') <> (p.id is not null) or p.order_id <> o.id or p.id is not null and p.state not in ${paid}`,
  'a refund is booked once, no other at all': `select 'refund ' || r.id what from refunds r join payments p on p.id = r.payment_id
    where (select count(*) from ledger_transactions t where t.key = 'refund:' || r.id) <> (r.state = 'succeeded' and not r.uncredited)::int`,
  'no more went back than came': `select 'payment ' || p.id what from payments p join refunds r on r.payment_id = p.id and r.state = 'succeeded' and not r.uncredited
    group by p.id having sum(r.amount_minor) filter (where not r.to_balance) > p.amount_minor or (sum(r.amount_minor) >= p.amount_minor) <> (p.state = 'refunded')`,
  'a full refund takes back what it bought, unless it was goodwill': `select 'grant ' || g.id what from grants g
    join orders o on g.source = 'order' and g.source_id = o.id::text join payments p on p.id = o.paid_by and p.state = 'refunded'
    where exists (select from refunds r where r.payment_id = p.id and r.state = 'succeeded' and r.takes_grant)
      and not exists (select from refunds r where r.payment_id = p.id and r.state = 'succeeded' and not r.takes_grant)
      and not exists (select from grant_withdrawals w where w.grant_id = g.id and w.days is null)`,
  'no refund hangs': `select 'refund ' || id || ' ' || state what from refunds where state in ('created', 'pending')`,
};

/** The balance's part of what two paid, and what waits until somebody takes it. */
const held: Readonly<Record<string, string>> = {
  'nothing is held but what waits for its gift': `select a.name what from ledger_accounts a
    left join gifts g on g.order_id = substr(a.name, 6)::bigint and g.state = 'waiting' left join orders o on o.id = g.order_id
      and not exists (select from payments p where p.id = o.paid_by and p.state = 'refunded')
    where a.name like 'held:%' and a.balance_minor <> coalesce(o.price_minor - (
      select coalesce(sum(r.amount_minor), 0) from refunds r where r.payment_id = o.paid_by and r.state = 'succeeded'), 0)`,
  'a part of the balance pays once, or comes back': `select 'order ' || o.id what from orders o
    cross join lateral (select count(*) filter (where t.key = 'order:' || o.id || ':held') held,
      count(*) filter (where t.key = 'order:' || o.id || ':part') part, count(*) filter (where t.key = 'order:' || o.id || ':released') released,
      count(*) filter (where t.key = 'order:' || o.id || ':part:back') back
      from ledger_transactions t where t.key like 'order:' || o.id || ':%') k
    left join payments p on p.id = o.paid_by
    where k.part <> coalesce((o.held_minor > 0 and p.amount_minor + o.held_minor = o.price_minor)::int, 0)
      or k.back <> coalesce((k.part = 1 and p.state = 'refunded')::int, 0)
      or o.state in ('canceled', 'expired') and k.held <> k.released`,
};

const gifts: Readonly<Record<string, string>> = {
  'a gift is taken by one, or its money went back': `select 'gift ' || g.order_id || ' ' || g.state what from gifts g
    join orders o on o.id = g.order_id join payments p on p.id = o.paid_by
    cross join lateral (select count(*) n from grants where source = 'gift' and source_id = g.order_id::text) given
    cross join lateral (select coalesce(sum(r.amount_minor), 0) minor, coalesce(bool_and(r.takes_grant), true) takes
      from refunds r where r.payment_id = p.id and r.state = 'succeeded') back
    where given.n <> (g.state = 'redeemed')::int or (g.state = 'returned') <> (given.n = 0 and back.minor >= p.amount_minor and back.takes)
      or g.state = 'redeemed' and back.minor >= p.amount_minor and back.takes and not exists (
        select from grants t join grant_withdrawals w on w.grant_id = t.id and w.days is null
        where t.source = 'gift' and t.source_id = g.order_id::text)`,
  'a gift that was paid is one gift': `select 'order ' || o.id what from orders o
    where (select count(*) from gifts g where g.order_id = o.id) <> (o.kind = 'gift' and o.state = 'paid')::int`,
};

const rewards: Readonly<Record<string, string>> = {
  'each purchase of a friend is rewarded': `select 'order ' || o.id what from orders o join referrals f on f.friend_id = o.user_id
    where o.state = 'paid' and o.kind in ('buy', 'renewal') and o.plan_version_id is not null
      and not exists (select from referral_rewards r where r.payment_id = o.paid_by)`,
  'a reward is given once, and goes back with its purchase': `select 'reward of payment ' || r.payment_id what from referral_rewards r
    join payments p on p.id = r.payment_id
    cross join lateral (select count(*) filter (where t.key = 'referral:' || p.id) given,
      count(*) filter (where t.key = 'referral:' || p.id || ':back') back from ledger_transactions t where t.key like 'referral:' || p.id || '%') k
    where (r.taken_at is not null) <> (p.state = 'refunded' and not exists (
        select from refunds b where b.payment_id = p.id and b.state = 'succeeded' and not b.takes_grant))
      or r.given_at is null and r.taken_at is null and (r.amount_minor is not null or r.inviter_days > 0)
      or k.given <> (r.given_at is not null and r.amount_minor is not null)::int or k.back <> (coalesce(r.taken_minor, 0) > 0)::int
      or r.given_at is not null and r.taken_at is not null and r.taken_minor is null`,
  'the days of a reward are given once, and go back with it': `select 'reward of payment ' || r.payment_id what from referral_rewards r
    cross join lateral (select count(*) n, count(w.id) taken from grants g
      left join grant_withdrawals w on w.grant_id = g.id and w.days is null
      where g.source = 'referral' and g.source_id in (r.payment_id || ':friend', r.payment_id || ':inviter')) d
    where d.n <> (r.friend_days > 0)::int + (r.inviter_days > 0 and r.given_at is not null)::int
      or d.taken <> case when r.taken_at is null then 0 else d.n end`,
};

const renewals: Readonly<Record<string, string>> = {
  'a term has one renewal order at most, and is charged once': `select 'subscription ' || o.subscription_id || ', term ' || o.term_number what
    from orders o left join payments p on p.order_id = o.id and p.state in ${paid} where o.term_number is not null
    group by o.subscription_id, o.term_number having count(distinct o.id) > 1 or count(p.id) > 1`,
  // A payment that was on its way while the charge was decided is no fault: it was not known.
  'nobody is charged within a day of having paid': `select 'payment ' || p.id what from payments p
    join orders o on o.id = p.order_id and o.term_number is not null and p.state in ${paid}
    join orders x on x.user_id = o.user_id and x.kind in ('buy', 'renewal') and x.id <> o.id join payments q on q.order_id = x.id
    join payment_events e on e.payment_id = q.id and e.to_state = 'succeeded'
    where e.at between p.created_at - interval '24 hours' and p.created_at - interval '30 seconds'
      and not exists (select from payment_events s where s.payment_id = p.id and s.to_state = 'succeeded' and s.at < p.created_at)`,
  'nobody is charged more than they agreed to': `select 'payment ' || p.id what from payments p join orders o on o.id = p.order_id
    join renewals r on r.subscription_id = o.subscription_id
    where o.term_number is not null and p.state in ${paid} and (p.amount_minor > r.price_minor or p.currency <> r.currency)`,
};

export const inOurBooks: Readonly<Record<string, string>> = {
  ...usual,
  ...held,
  ...gifts,
  ...rewards,
  ...renewals,
};
