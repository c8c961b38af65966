import type { Step } from './crowd-rows.js';

const paid = "fate in ('bought', 'refunded', 'topup', 'gift')";

/** Orders with their payments, and what the providers told of them. */
export const money: readonly Step[] = [
  [
    'orders',
    `insert into orders (id, user_id, subscription_id, kind, plan_version_id, price_minor, currency, state, paid_by,
         created_at, updated_at)
       overriding system value
       select id, user_id, case when fate not in ('topup', 'gift') and user_id % 8 < 5 then user_id end,
         case when fate in ('topup', 'gift') then fate else 'buy' end, case when fate <> 'topup' then version end, amount, 'RUB',
         case when ${paid} then 'paid' when fate = 'pending' then 'open' when fate = 'review' then 'expired' else fate end,
         case when ${paid} then id end, at, at
       from purchase`,
  ],
  [
    'payments',
    `insert into payments (id, order_id, provider, external_id, amount_minor, currency, state, pay_url, expires_at,
         created_at, updated_at)
       overriding system value
       select id, id, 'yookassa', external_id, amount, 'RUB',
         case when fate in ('bought', 'topup', 'gift') then 'succeeded' when fate = 'expired' then 'canceled' else fate end,
         'https://yookassa.example/checkout?order=' || external_id, at + interval '1 hour', at, at
       from purchase`,
  ],
  [
    'events of payments',
    `insert into payment_events (payment_id, from_state, to_state, source, at)
       select id, 'created', 'pending', 'payment.open', at from purchase
       union all
       select id, 'pending', case when ${paid} then 'succeeded' when fate = 'expired' then 'canceled' else fate end,
         'inbox:' || id, at + interval '90 s' from purchase where fate <> 'pending'
       union all
       select id, 'succeeded', 'refunded', 'refund.issue', at + interval '3 days' from purchase where fate = 'refunded'`,
  ],
  [
    'gifts',
    `insert into gifts (order_id, token, state, receiver_id, redeemed_at, created_at)
       select order_id, substr(md5('gift ' || order_id), 1, 22), case when receiver_id is null then 'waiting' else 'redeemed' end,
         receiver_id, case when receiver_id is not null then at end, at
       from wrapped`,
  ],
  [
    'refunds',
    `insert into refunds (id, payment_id, external_id, amount_minor, currency, state, actor, reason, created_at, updated_at)
       overriding system value
       select id, id, md5('refund ' || id)::uuid::text, amount, 'RUB', 'succeeded', 'cli:seed', 'asked for it',
         at + interval '3 days', at + interval '3 days'
       from purchase where fate = 'refunded'`,
  ],
  [
    'events of the inbox',
    `insert into inbox_events (id, provider, event_id, body, received_at, state, reason)
       overriding system value
       select id, 'yookassa', external_id || ':payment.' || case when ${paid} then 'succeeded' else 'canceled' end,
         case when at > now() - interval '30 days' then convert_to(jsonb_build_object('type', 'notification', 'object',
           jsonb_build_object('id', external_id, 'description', repeat('·', 100)))::text, 'UTF8') end,
         at + interval '90 s', case when id % 5000 = 0 then 'ignored' else 'applied' end,
         case when id % 5000 = 0 then 'nothing of ours' end
       from purchase where fate <> 'pending'`,
  ],
];

/** The same money in the ledger: each transaction twice, the balances that top-ups left, and what waits with its gift. */
export const ledger = (people: number): readonly Step[] => [
  [
    'ledger accounts',
    `insert into ledger_accounts (id, name, currency, balance_minor) overriding system value
       values (1, 'sales', 'RUB', null), (2, 'provider:yookassa', 'RUB', null);
     insert into ledger_accounts (id, name, currency, balance_minor) overriding system value
       select 2 + user_id, 'user:' || user_id, 'RUB', sum(amount) from purchase where fate = 'topup' group by user_id;
     insert into ledger_accounts (id, name, currency, balance_minor) overriding system value
       select ${2 + people} + order_id, 'held:' || order_id, 'RUB', case when receiver_id is null then amount else 0 end
       from wrapped`,
  ],
  [
    'ledger transactions',
    `create temp table transfer on commit drop as
       select 3 * id id, 'payment:' || id key, 2 origin,
         case fate when 'topup' then 2 + user_id when 'gift' then ${2 + people} + id else 1 end target, amount, at
       from purchase where ${paid}
       union all
       select 3 * order_id + 1, 'gift:' || order_id, ${2 + people} + order_id, 1, amount, at
       from wrapped where receiver_id is not null
       union all
       select 3 * id + 2, 'refund:' || id, 1, 2, amount, at + interval '3 days' from purchase where fate = 'refunded';
     insert into ledger_transactions (id, key, created_at) overriding system value
       select id, key, at from transfer`,
  ],
  [
    'ledger entries',
    `insert into ledger_entries (transaction_id, account_id, currency, amount_minor)
       select id, origin, 'RUB', -amount from transfer union all select id, target, 'RUB', amount from transfer`,
  ],
];

/**
 * What was owed and is kept, as if all of it were of the past week, after which such rows are pruned; and what is owed
 * later: each running term's end, each unpaid invoice's next question, some dead letters.
 */
export const work = (people: number): readonly Step[] => [
  [
    'promises',
    `with kept as materialized (
         select id, user_id, md5(id::text) correlation, at, at + interval '1 s' done
         from (select id, user_id, now() - interval '7 days' * (1 - id::float8 / ${people * 3}) as at
           from purchase where id % 3 = 0) p)
       insert into outbox (job, key, lane, correlation, due_at, sent_at, sends, done_at)
       select 'payment.reconcile', 'payment.reconcile:' || id, 1, correlation, at, at, 1, done from kept
       union all
       select 'subscription.provision', 'subscription.provision:' || user_id, 0, correlation, at, at, 1, done from kept
       union all
       select 'message.send', 'message.send:' || id, 0, correlation, at, at, 1, done from kept`,
  ],
  [
    'promises of later',
    `insert into outbox (job, key, lane, due_at)
       select 'subscription.refold', 'subscription.refold:' || id, 2, next_change_at
       from subscriptions where next_change_at is not null
       union all
       select 'payment.poll', 'payment.poll:' || id, 1, now() + interval '1 hour' * (1 + id % 3) from purchase where fate = 'pending';
     insert into outbox (job, key, lane, due_at, sent_at, sends, parked_at, reason)
       select 'message.send', 'message.send:' || id, 1, at, at, 20, at, 'the panel was away' from purchase
       where fate = 'canceled' and id % 20000 = 2`,
  ],
  [
    'updates',
    `insert into processed_updates select n, now() - interval '4 days' * (1 - n::float8 / ${people})
       from generate_series(1, ${people}) n`,
  ],
];
