import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { Grant as Folded } from '../../domain/grants.js';
import { ask } from '../ask.js';
import { isLeaving } from '../is-leaving.js';
import { Row } from '../model.js';

export type GrantSource =
  'order' | 'trial' | 'promo' | 'referral' | 'admin' | 'campaign' | 'import' | 'gift' | 'conversion';

export type NewGrant = Partial<Omit<Folded, 'id' | 'grantedAt' | 'withdrawn'>> & {
  readonly source: GrantSource;
  /** Order id, user id (trial), activation id, audit id …: a source gives once. */
  readonly sourceId: string;
  /** A trial: another plan that is bought leaves its days as many as they are. */
  readonly dayByDay?: boolean;
};

/** As the fold takes it, whence it came, and how it is converted. */
export type Given = Folded & Pick<NewGrant, 'source' | 'sourceId'> & { readonly dayByDay: boolean };

/** A grant that the panel knows of, for its person. */
export interface Announced {
  readonly subscriptionId: bigint;
  readonly source: GrantSource;
  readonly end: Date;
  readonly link: string;
  readonly isFirst: boolean;
  readonly extraDevices: number;
  readonly extraTrafficBytes: bigint;
  /** Something on top, and no time. */
  readonly isAddon: boolean;
  readonly number: number;
  /** What was left of another plan than the trial's became time of this one. */
  readonly isChange: boolean;
  /** Nothing was agreed of renewals. */
  readonly isOnce: boolean;
  readonly planVersionId: bigint | null;
}

const announced = `
  select s.id subscription_id, s.number, s.plan_version_id, g.source, s.paid_until "end", s.link, not exists (
    select from grants e where e.subscription_id = s.id and e.id < g.id and e.source <> 'conversion') is_first, g.extra_devices, g.extra_traffic_bytes,
    g.source = 'order' and g.months = 0 and g.days = 0 is_addon, s.renew_at is null is_once, coalesce((
    select b.source = 'conversion' and exists (select from grants o where o.subscription_id = s.id and o.id < b.id
      and o.source not in ('trial', 'conversion'))
    from grants b where b.subscription_id = s.id and b.id < g.id order by b.id desc limit 1), false) is_change
  from grants g join subscriptions s on s.id = g.subscription_id
  where g.id = ? and s.user_id = ? and s.link is not null and s.paid_until is not null`;

/** A grant that its person waits for and was not told of: none that renewed a subscription by itself. */
export interface Untold {
  readonly id: bigint;
  /** When the webhook came in that paid for it; null for other sources, or one found by asking. */
  readonly receivedAt: Date | null;
}

/** What was withdrawn is asked for row by row: as an anti-join it may walk the whole table. */
const untold = `
  select g.id, (
    select i.received_at from orders o
    join payment_events e on e.payment_id = o.paid_by and e.to_state = 'succeeded' and e.source like 'inbox:%'
    join inbox_events i on i.id = substr(e.source, 7)::bigint
    where o.id = case when g.source = 'order' then g.source_id::bigint end order by e.id limit 1) received_at
  from grants g
  where g.subscription_id = ? and g.source in ('order', 'trial', 'promo', 'gift', 'campaign') and g.id > ? and g.id <= ?
    and not exists (select from orders r left join payments p on p.id = r.paid_by and p.mandate_id is not null
      where (r.term_number is not null or (r.kind = 'renewal' and p.id is not null)) and r.id = case when g.source = 'order' then g.source_id::bigint end)
    and (select w.id from grant_withdrawals w where w.grant_id = g.id and w.days is null limit 1) is null
  order by g.id`;

const leaving = `select g.id from grants g where g.subscription_id = ? and ${isLeaving}`;

/** Each trial's person is looked up: nothing is counted while they buy. */
const trials = `
  select count(*)::int trials, count(*) filter (where exists (select from orders o where o.user_id = s.user_id
    and o.state = 'paid' and o.kind not in ('topup', 'bind') and o.updated_at >= g.granted_at))::int paid
  from grants g join subscriptions s on s.id = g.subscription_id
  where g.source = 'trial' and g.granted_at >= ?`;

/** Append-only. What it gave back is a withdrawal beside it, never an UPDATE. */
export class Grant extends Row {
  static override tableName = 'grants';

  declare readonly id: bigint;
  declare readonly subscriptionId: bigint;
  declare readonly source: GrantSource;
  declare readonly sourceId: string;
  declare readonly months: number;
  declare readonly days: number;
  declare readonly planVersionId: bigint | null;
  declare readonly dayByDay: boolean;
  declare readonly grantedAt: Date;

  /**
   * Call with the subscription locked. Dated by the clock under that lock, and never before the grant ahead of it,
   * so that the order of ids is the order of times and of commits. Null: it was there already.
   */
  static async append(trx: Transaction, subscriptionId: bigint, grant: NewGrant): Promise<Given | null> {
    const [row] = await ask<Omit<Given, 'withdrawn'>>(
      trx,
      `insert into grants (subscription_id, source, source_id, months, days, plan_version_id, extra_devices,
         extra_traffic_bytes, day_by_day, granted_at)
       select ?, ?, ?, ?, ?, ?, ?, ?, ?, greatest(clock_timestamp(),
         (select max(granted_at) from grants where subscription_id = ?))
       on conflict do nothing
       returning id, source, source_id, months, days, plan_version_id, extra_devices, extra_traffic_bytes, day_by_day,
         granted_at`,
      subscriptionId,
      grant.source,
      grant.sourceId,
      grant.months ?? 0,
      grant.days ?? 0,
      grant.planVersionId ?? null,
      grant.extraDevices ?? 0,
      grant.extraTrafficBytes ?? 0n,
      grant.dayByDay ?? false,
      subscriptionId,
    );
    return row ? { ...row, withdrawn: 0 } : null;
  }

  /** How many took a trial since then, and how many of them bought something later, also if it was given back. */
  static async trials(knex: Knex, since: Date): Promise<{ readonly trials: number; readonly paid: number }> {
    const [counts] = await ask<{ trials: number; paid: number }>(knex, trials, since);
    return counts!;
  }

  /** Everything a subscription was given, in the order of the fold. */
  static async of(trx: Knex, subscriptionId: bigint): Promise<Given[]> {
    return ask<Given>(
      trx,
      `select id, source, source_id, months, days, plan_version_id, extra_devices, extra_traffic_bytes, day_by_day, granted_at,
         (select case when bool_or(w.days is null) then '"all"'::jsonb else to_jsonb(coalesce(sum(w.days), 0)::int) end
          from grant_withdrawals w where w.grant_id = grants.id) withdrawn
       from grants where subscription_id = ? order by id`,
      subscriptionId,
    );
  }

  /** When a subscription was given time last; null where it never was. */
  static async lastTimeAt(knex: Knex, subscriptionId: bigint): Promise<Date | null> {
    const sql =
      'select granted_at at from grants where subscription_id = ? and months + days > 0 order by id desc limit 1';
    const [row] = await ask<{ at: Date }>(knex, sql, subscriptionId);
    return row?.at ?? null;
  }

  /** Those whose refund in full is under way. */
  static async leaving(knex: Knex, subscriptionId: bigint): Promise<ReadonlySet<bigint>> {
    const rows = await ask<{ id: bigint }>(knex, leaving, subscriptionId);
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Nothing that was taken back. Call with the subscription locked, in a statement after the lock's: one that waited for a
   * refund would not see what that took back.
   */
  static untold(trx: Transaction, subscriptionId: bigint, after: bigint, last: bigint): Promise<Untold[]> {
    return ask<Untold>(trx, untold, subscriptionId, after, last);
  }

  /** If it is this person's and there is something to connect to. */
  static async announced(id: bigint, userId: bigint): Promise<Announced | undefined> {
    const [row] = await ask<Announced>(this.knex(), announced, id, userId);
    return row;
  }

  /** Takes a grant back: some of its days, or all of it. Once per source. */
  static async withdraw(
    trx: Transaction,
    grantId: bigint,
    days: number | null,
    sourceId: string,
  ): Promise<boolean> {
    const rows = await trx('grant_withdrawals')
      .insert({ grantId, days, sourceId })
      .onConflict(['grantId', 'sourceId'])
      .ignore()
      .returning('id');
    return rows.length > 0;
  }
}
