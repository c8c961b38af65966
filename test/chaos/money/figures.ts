import type { Db } from '../../../src/db/db.js';

/** What became of the money, by our own tables. */
const counted = `select
  (select count(*) from orders where term_number is not null and state = 'paid')::int "renewals",
  (select count(*) from payments p join orders o on o.id = p.order_id
    where o.term_number is not null and p.state = 'failed')::int "renewals refused",
  (select count(*) from audit_log where action = 'renewal.off')::int "renewals switched off",
  (select count(*) from refunds where state = 'succeeded')::int "refunds",
  (select count(*) from refunds where state = 'succeeded' and actor like 'provider:%')::int "refunds in the cabinet",
  (select count(*) from refunds where state = 'review')::int "refunds in review",
  (select count(*) from payments where state = 'disputed')::int "disputed",
  (select count(*) from payments where state = 'review')::int "payments in review",
  (select count(*) from orders where state = 'paid' and held_minor > 0)::int "paid by two",
  (select count(*) from ledger_transactions where key like 'order:%:released')::int "parts let go",
  (select count(*) from mandates)::int "charged by their provider",
  (select count(*) from payments where mandate_id is not null and state in ('succeeded', 'refunded'))::int "charges of theirs",
  (select count(*) from mandates where not wanted)::int "charged by it no more",
  (select count(*) from orders where addon_version_id is not null and state = 'paid')::int "add-ons",
  (select count(*) from gifts)::int "gifts",
  (select count(*) from gifts where state = 'redeemed')::int "gifts taken",
  (select count(*) from gifts where state = 'returned')::int "gifts returned",
  (select count(*) from referral_rewards)::int "rewards",
  (select count(*) from referral_rewards where taken_at is not null)::int "rewards taken back",
  (select count(*) from promo_activations)::int "promo codes",
  (select count(*) from promo_codes c where max_activations = (select count(*) from promo_activations a where a.promo_code_id = c.id))::int "promo codes used up",
  (select count(*) from payments where provider = 'balance')::int "from the balance",
  (select count(*) from ledger_transactions)::int "transfers"`;

export async function figuresOf({ knex }: Db): Promise<Record<string, number>> {
  const { rows } = await knex.raw<{ rows: Record<string, number>[] }>(counted);
  return rows[0]!;
}
