/**
 * That all that is left of what was paid for the grant `g` is on its way back, and takes it along; also where a person
 * must say first whether it went.
 */
export const isLeaving = `exists (
  select from orders o join payments p on p.id = o.paid_by
  join refunds r on r.payment_id = p.id and r.state in ('created', 'pending', 'review') and r.takes_grant
    and r.currency = p.currency
  where o.id = case when g.source in ('order', 'gift') then g.source_id::bigint end
    and p.amount_minor <= r.amount_minor + (select coalesce(sum(d.amount_minor), 0) from refunds d
      where d.payment_id = p.id and d.state = 'succeeded' and not d.uncredited))`;
