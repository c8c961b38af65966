import { mayMove, paymentStates } from '../../src/domain/payment.js';

/** Every move that the domain knows; which of those out of review a person made, the audit trail says. */
const legal = paymentStates
  .flatMap((from) => paymentStates.filter((to) => mayMove(from, to, 'person')).map((to) => [from, to]))
  .map(([from, to]) => `('${from}', '${to}')`)
  .join();

/** Born so where its money was found beside another payment of the same order: nothing more is awaited of it. */
const born = `('created', 'expired')`;

/** A decision of somebody and the row that says who and why, both ways; `what` names the subject in the audit trail. */
const both = (action: string, decided: string): string => `
  select coalesce(d.what, a.what) || ': ' || coalesce(d.n, 0) || ' decided, ' || coalesce(a.n, 0) || ' audited' what
  from (select what, count(*) n from (${decided}) each group by what) d
  full join (select subject what, count(*) n from audit_log where action = '${action}' group by subject) a on a.what = d.what
  where d.n is distinct from a.n`;

const decided = (to: 'succeeded' | 'canceled'): string =>
  `select 'payment:' || payment_id what from payment_events where from_state = 'review' and to_state = '${to}'`;

/** What must be empty at any moment: the log of payments, and the audit trail of what people decided. */
export const inOurLogs: Readonly<Record<string, string>> = {
  'payments move only as the domain lets them': `select 'payment ' || payment_id || ' from ' || from_state || ' to ' || to_state what
    from payment_events where (from_state, to_state) not in (${legal})`,
  'the log of a payment has no gap, and ends in its state': `
    select 'payment ' || payment_id || ' left ' || from_state || ', was ' || coalesce(was, 'new') what
    from (select *, lag(to_state) over (partition by payment_id order by id) was from payment_events) e
    where coalesce(from_state <> was, from_state not in ${born})
    union all
    select 'payment ' || p.id || ' is ' || p.state || ', last ' || coalesce(last.state, 'never moved') from payments p
    left join lateral (select to_state state from payment_events where payment_id = p.id order by id desc limit 1) last on true
    where coalesce(p.state <> last.state, p.state not in ${born})`,
  'each refund that somebody asked for is audited': both(
    'refund.request',
    `select 'payment:' || payment_id what from refunds where actor not like 'provider:%'`,
  ),
  'a refund that was refused, or failed later, is audited once': `
    select a.action || ' of ' || a.subject what from audit_log a left join refunds r on 'refund:' || r.id = a.subject
    where a.action in ('refund.refused', 'refund.failed') group by a.action, a.subject, r.id
    having r.id is null or count(*) > 1 or a.action = 'refund.refused' and min(r.state) <> 'canceled'
      or a.action = 'refund.failed' and not exists (select from ledger_transactions t where t.key = a.subject || ':failed')
    union all
    select t.key from ledger_transactions t where t.key ~ '^refund:\\d+:failed$' and not exists (
      select from audit_log a where a.action = 'refund.failed' and a.subject || ':failed' = t.key)`,
  'each payment that was settled out of review is audited': both('payment.settle', decided('succeeded')),
  'each payment that was canceled out of review is audited': both('payment.cancel', decided('canceled')),
  'who is shut out was shut out by somebody': `select 'user:' || u.id what from users u
    left join lateral (select action from audit_log where subject = 'user:' || u.id and action in ('ban.add', 'ban.remove')
      order by id desc limit 1) last on true
    where (u.banned_at is not null) <> coalesce(last.action = 'ban.add', false)`,
};
