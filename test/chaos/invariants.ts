import type { Db } from '../../src/db/db.js';
import { accessAt, type Access, type TrafficStrategy } from '../../src/domain/access.js';
import { fold } from '../../src/domain/grants.js';
import type { User } from '../../src/sandbox/remnawave/state.js';
import type { Shop } from '../support/fleet/open-shop.js';
import { unfolded } from './folds.js';
import { inOurLogs } from './logs.js';

export type Found = readonly string[];

export const ask = async (db: Db, sql: string): Promise<string[]> => {
  const { rows } = await db.knex.raw<{ rows: { what: string }[] }>(sql);
  return rows.map(({ what }) => what);
};

const paid = `('succeeded', 'refunded_in_part', 'refunded', 'disputed')`;

/** Whether its money was ever booked: not of what went back, all of it, before anybody knew of it. */
const isCredited = `(p.state in ${paid} and (p.state <> 'refunded' or coalesce(p.came_minor, p.amount_minor) is distinct from (
  select sum(r.amount_minor) from refunds r where r.payment_id = p.id and r.uncredited and r.state = 'succeeded')))`;

/** What must be empty in our own tables at any moment, since it comes about in one commit. */
export const atAnyMoment: Readonly<Record<string, string>> = {
  'ledger sums to zero in each currency': `select currency what from ledger_entries group by 1 having sum(amount_minor) <> 0`,
  'each transaction of the ledger sums to zero and has two entries': `select t.key what from ledger_transactions t
    left join ledger_entries e on e.transaction_id = t.id group by t.id
    having coalesce(sum(e.amount_minor), 1) <> 0 or count(e.id) <> 2`,
  'each balance is the sum of its entries': `select a.name what from ledger_accounts a left join ledger_entries e on e.account_id = a.id
    where a.balance_minor is not null group by a.id having a.balance_minor <> coalesce(sum(e.amount_minor), 0)`,
  'each succeeded payment is credited once, no other at all': `select 'payment ' || p.id || ' ' || p.state what from payments p
    where (select count(*) from ledger_transactions t where t.key = 'payment:' || p.id) <> ${isCredited}::int`,
  'a credit is as large as its payment': `select 'payment ' || p.id what from payments p
    join ledger_transactions t on t.key = 'payment:' || p.id join ledger_entries e on e.transaction_id = t.id and e.amount_minor > 0
    where e.amount_minor <> p.amount_minor or e.currency <> p.currency`,
  'each credit is one grant, one gift or one entry of the balance': `select 'payment ' || p.id what from payments p join orders o on o.id = p.order_id
    where ${isCredited} and (select count(*) from grants g where g.source = 'order' and g.source_id = o.id::text and o.paid_by = p.id)
      + (select count(*) from gifts g where g.order_id = o.id and o.paid_by = p.id)
      + (select count(*) from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
           join ledger_accounts a on a.id = e.account_id where t.key = 'payment:' || p.id and a.name = 'user:' || o.user_id and e.amount_minor > 0) <> 1`,
  'no grant without its paid order': `select 'grant ' || g.id what from grants g left join orders o on o.id::text = g.source_id
    where g.source = 'order' and (o.state is distinct from 'paid' or o.paid_by is null)`,
  'grants are dated in the order of their ids': `select 'subscription ' || subscription_id || ', grant ' || id what from (select id, subscription_id, granted_at,
      lag(granted_at) over (partition by subscription_id order by id) as before from grants) g where granted_at < before`,
  'a person has one trial, by themselves or by a code': `select 'user ' || s.user_id what from grants g join subscriptions s on s.id = g.subscription_id
    left join promo_activations a on g.source = 'promo' and a.id::text = g.source_id left join promo_codes c on c.id = a.promo_code_id
    where g.source = 'trial' or c.kind = 'trial' group by s.user_id having count(*) > 1`,
  ...inOurLogs,
};

/** What must be empty when nothing is owed any more. */
const inTheEnd: Readonly<Record<string, string>> = {
  'the panel was told the newest revision': `select 'subscription ' || id || ' owes ' || revision || ', told ' || coalesce(applied_revision::text, 'nobody knows')
    what from subscriptions where revision is distinct from applied_revision`,
  // Not what came due just now: that is under way.
  'no promise is open': `select key || ', sent ' || sends || ' times' what from outbox where done_at is null and parked_at is null
    and due_at <= clock_timestamp() - interval '5 seconds'`,
  // Of an invoice that nobody may know of a person is told, its buyer pays another way, and money for it would show as a difference.
  // What the clock starts and ten workers died in is made up for by the next of its kind.
  'no dead letter': `select o.key || ': ' || o.reason what from outbox o where o.parked_at is not null
    and o.reason not like 'payment.unknown_outcome:%'
    and not (o.reason like 'work.poison:%' and o.key ~ ':\\d{4}-\\d\\d-\\d\\dT' and exists (
      select from outbox later where later.job = o.job and later.done_at > o.parked_at))`,
  'no event waits': `select provider || ' ' || event_id what from inbox_events where state = 'new'`,
  // Nobody blocks the bot here, and whatever Telegram refuses for a while is no reason to be silent.
  'every message was told': `select 'message ' || id || ' ' || reason || coalesce(': ' || failure, '') what from messages where sent_at is null
    and (failed_at is null or (failure = 'nobody looked' and in_place or failure = 'nothing to say any more' and not in_place) is not true)`,
  'each grant that a person waits for is told once, unless it went back before': `select 'grant ' || g.id what from grants g
    left join orders o on o.id = case when g.source = 'order' then g.source_id::bigint end left join payments p on p.id = o.paid_by
    cross join lateral (select coalesce(o.kind = 'renewal' and (o.term_number is not null or p.mandate_id is not null), false) itself) by
    where g.source in ('order', 'trial', 'promo', 'gift') and (select count(*) from messages m
      where (m.sent_at is not null or (m.failure = 'nothing to say any more' and exists (select from grants b
        join grant_withdrawals w on w.grant_id = b.id and w.days is null where b.subscription_id = g.subscription_id)))
      and m.reason = case when by.itself then 'renewed:' || o.id else 'ready:' || g.id end)
      not in (1, case when not by.itself and exists (select from grant_withdrawals w where w.grant_id = g.id and w.days is null) then 0 else 1 end)`,
};

const broken = async (db: Db, rules: Readonly<Record<string, string>>): Promise<Record<string, Found>> =>
  Object.fromEntries(
    await Promise.all(Object.entries(rules).map(async ([rule, sql]) => [rule, await ask(db, sql)] as const)),
  );

export const brokenNow = (db: Db): Promise<Record<string, Found>> => broken(db, atAnyMoment);
export const brokenRules = (db: Db): Promise<Record<string, Found>> =>
  broken(db, { ...atAnyMoment, ...inTheEnd });

export const isFolded = 'what is owed is the fold of its grants';

/** Each subscription against the fold of its grants, and the panel's account against both. */
export async function panelRules({ db, sandbox }: Shop): Promise<Record<string, Found>> {
  const notFold: string[] = [];
  const notPanel: string[] = [];
  const notOne: string[] = [];
  const accounts = [...sandbox.remnawave.users.all()];
  for (const subscription of await db.subscriptions.query()) {
    const { id, userId, number, planVersionId } = subscription;
    const grants = await db.transaction((trx) => db.grants.of(trx, id));
    const folded = fold(grants);
    const wrong = await db.transaction((trx) => unfolded(db, trx, subscription));
    if (wrong !== null) notFold.push(wrong);
    const user = await db.users.query().findById(userId).throwIfNotFound();
    const theirs = accounts.filter(({ telegramId }) => BigInt(telegramId ?? 0) === user.telegramId);
    // Where all went back before the panel was told, there is nothing to tell it.
    if (theirs.length !== (grants.length > 0 ? 1 : 0) && (theirs.length > 1 || folded.end !== null))
      notOne.push(`subscription ${id} has ${theirs.length} accounts`);
    if (planVersionId === null && theirs[0] && theirs[0].status !== 'DISABLED')
      notPanel.push(`subscription ${id}: ${theirs[0].status}, and nothing is owed to it`);
    if (planVersionId === null || !theirs[0]) continue;
    const { limits } = await db.plans.query().findById(planVersionId).throwIfNotFound();
    const holder = { telegramId: user.telegramId, subscriptionId: id, number };
    const wanted = accessAt(holder, folded, limits, new Date());
    const wrongly = differing(wanted, held(theirs[0]));
    if (wrongly !== '') notPanel.push(`subscription ${id}: ${wrongly}`);
  }
  return {
    [isFolded]: notFold,
    'the panel holds what is owed': notPanel,
    'one account for each subscription': notOne,
  };
}

/** The whole of what a panel can be told, as its account has it. */
const held = (user: User): Access => ({
  name: user.username,
  marker: user.description ?? '',
  telegramId: user.telegramId === null ? null : BigInt(user.telegramId),
  enabled: user.status !== 'DISABLED',
  expiresAt: new Date(user.expireAt),
  trafficLimitBytes: BigInt(user.trafficLimitBytes),
  trafficStrategy: user.trafficLimitStrategy as TrafficStrategy,
  deviceLimit: user.hwidDeviceLimit,
  squads: user.squads,
  externalSquad: user.externalSquadUuid,
});

function differing(wanted: Access, is: Access): string {
  const told = (value: Access[keyof Access]): string =>
    value instanceof Date
      ? value.toISOString()
      : typeof value === 'object' && value !== null
        ? value.toSorted().join()
        : String(value);
  return (Object.keys(wanted) as (keyof Access)[])
    .filter((field) => told(wanted[field]) !== told(is[field]))
    .map((field) => `${field} is ${told(is[field])}, wanted ${told(wanted[field])}`)
    .join('; ');
}
