/** What somebody really paid with, of payments `p`: what the balance pays came as a top-up. */
export const came = "p.provider <> 'balance' and p.state in ('succeeded', 'refunded_in_part', 'disputed')";

/** How much of those is left, without what went back to where it came from. */
export const leftOfCame = `
  sum(p.amount_minor - (select coalesce(sum(b.amount_minor) filter (where not b.uncredited), 0) from refunds b
    where b.payment_id = p.id and b.state = 'succeeded' and not b.to_balance))::bigint`;
