import type { Knex } from 'knex';
import { createSettings } from './settings.js';

/**
 * What is read at a time: rows in the order of their ids, `after` one and `most` of them. Each part is one statement,
 * and so one snapshot, in which a transaction's entries and the balances that it moved stand together or not at all.
 * Written so that none walks the whole table: a join is bounded by the part, and the others ask for each row.
 */
const parts = {
  transactions: `
    with part as materialized (select id, key from ledger_transactions where id > :after order by id limit :most)
    select (select max(id) from part) "upTo", array(
      select 'credit of payment ' || substr(key, 9) from part where case when key ~ '^payment:\\d+$' then (
        select p.id from payments p where p.id = substr(part.key, 9)::bigint) is null end
      union all
      select distinct 'transaction ' || p.id from part p
      left join ledger_entries e on e.transaction_id = p.id
        and e.transaction_id > :after and e.transaction_id <= (select max(id) from part)
      group by p.id, e.currency having coalesce(sum(e.amount_minor), 1) <> 0) faults`,
  accounts: `
    with part as materialized (
      select id, name, balance_minor from ledger_accounts where id > :after order by id limit :most)
    select (select max(id) from part) "upTo", array(
      select 'account ' || name from part where balance_minor is not null and balance_minor <> (
        select coalesce(sum(amount_minor), 0) from ledger_entries where account_id = part.id)
      union all
      select 'held for nothing: ' || name from part where name like 'held:%' and balance_minor > 0 and (
        select o.id from orders o where o.id = substr(part.name, 6)::bigint and (
          o.state = 'open' and o.held_minor = part.balance_minor or o.kind = 'gift' or exists (
            select from payments p join refunds r on r.payment_id = p.id
            where p.order_id = o.id and r.state in ('created', 'pending', 'review')))) is null) faults`,
  payments: `
    with part as materialized (
      select id, state, amount_minor, currency, (
        select t.id from ledger_transactions t where t.key = 'payment:' || payments.id) credit
      from payments where id > :after order by id limit :most)
    select (select max(id) from part) "upTo", array(
      select 'payment ' || id from part
      where credit is null and state in ('succeeded', 'refunded_in_part', 'disputed')
      union all
      select 'credit of payment ' || id from part where credit is not null and (
        state not in ('succeeded', 'refunded_in_part', 'refunded', 'disputed') or (
          select e.id from ledger_entries e where e.transaction_id = part.credit and e.amount_minor > 0
            and (e.amount_minor <> part.amount_minor or e.currency <> part.currency) limit 1) is not null)) faults`,
};
type Part = keyof typeof parts;
const names = Object.keys(parts) as Part[];
const most = 10_000;
const shownAtMost = 100;

/** How far the walk came, as it is kept in `settings`. */
export interface Audit {
  readonly part: Part;
  readonly after: string;
  /** Found by this walk; by the last one that came to its end. */
  readonly found: readonly string[];
  readonly before: readonly string[];
  readonly at: string | null;
  readonly provenAt: string | null;
}

export interface Audited {
  /** "transaction 5", "account user:7", "payment 9", "credit of payment 9": what is wrong, a hundred at most. */
  readonly faults: readonly string[];
  /** When it was looked at last, and when all of it had been. */
  readonly at: string | null;
  readonly provenAt: string | null;
}

const start: Audit = {
  part: 'transactions',
  after: '0',
  found: [],
  before: [],
  at: null,
  provenAt: null,
};

/**
 * Proves the ledger: each transaction sums to zero in each currency (so the whole does), each kept balance is the sum
 * of its entries, each payment that came was credited, as much of it, and no other. Walks it bit by bit and keeps where it stopped, so that an
 * audit of hundreds of millions of rows costs no statement more than a part of a second. What commits behind the walk
 * is seen by the next one.
 */
export function createAudit(knex: Knex) {
  const settings = createSettings(knex);
  const kept = async () => (await settings.get('ledger.audit')) ?? start;

  const walk = async (from: Audit, enough: () => boolean): Promise<Audited> => {
    let audit = from;
    do {
      audit = await step(knex, audit);
      await settings.set('ledger.audit', audit);
    } while (!isDone(audit) && !enough());
    return told(audit);
  };

  return {
    /** All of it, now. */
    audit: async (): Promise<readonly string[]> =>
      (await walk({ ...(await kept()), part: 'transactions', after: '0', found: [] }, () => false)).faults,
    /** Goes on until all was seen once or it is enough. */
    auditOn: async (enough: () => boolean): Promise<Audited> => walk(await kept(), enough),
    /** What is known by now. */
    audited: async (): Promise<Audited> => told(await kept()),
  };
}

async function step(knex: Knex, audit: Audit): Promise<Audit> {
  const { rows } = await knex.raw<{ rows: { upTo: bigint | null; faults: string[] }[] }>(parts[audit.part], {
    after: audit.after,
    most,
  });
  const { upTo, faults } = rows[0] ?? { upTo: null, faults: [] };
  const at = new Date().toISOString();
  const found = [...audit.found, ...faults].slice(0, shownAtMost);
  if (upTo !== null) return { ...audit, at, found, after: String(upTo) };

  const next = names[names.indexOf(audit.part) + 1];
  return next
    ? { ...audit, at, found, part: next, after: '0' }
    : { ...start, at, provenAt: at, before: found };
}

const isDone = ({ part, after }: Audit): boolean => part === start.part && after === start.after;

const told = ({ found, before, at, provenAt }: Audit): Audited => ({
  faults: [...new Set([...found, ...before])],
  at,
  provenAt,
});
