import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { money, type Currency, type Money } from '../../domain/money.js';
import { ask } from '../ask.js';
import { came, leftOfCame } from '../came.js';
import { Row } from '../model.js';

const touch = `
  insert into campaign_touches (user_id, campaign_id) select ?, id from campaigns where start_param = ? and active
  on conflict do nothing`;

/** Only somebody who came by it, and never had anything. */
const bonusOf = `
  select c.id, c.bonus_days days from campaigns c join campaign_touches t on t.campaign_id = c.id
  where c.start_param = ? and c.active and c.bonus_days is not null and t.user_id = ? and not exists (
    select from grants g join subscriptions s on s.id = g.subscription_id where s.user_id = t.user_id)`;

/** A person's trial and purchases are found by the person: nothing is counted while they buy. */
const figures = `
  select count(*)::int starts,
    count(*) filter (where exists (select from grants g
      where g.source = 'trial' and g.source_id = t.user_id::text and g.granted_at >= t.created_at))::int trials,
    count(*) filter (where exists (select from orders o join payments p on p.order_id = o.id
      where o.user_id = t.user_id and o.created_at >= t.created_at and ${came}))::int payers
  from campaign_touches t where t.campaign_id = ?`;

const revenue = `
  select p.currency, ${leftOfCame} minor, count(*)::int payments
  from campaign_touches t join orders o on o.user_id = t.user_id and o.created_at >= t.created_at
  join payments p on p.order_id = o.id and ${came}
  where t.campaign_id = ? group by p.currency order by p.currency`;

const list = `
  select c.id, c.start_param, c.source, c.cost_minor, c.currency, c.bonus_days, c.active,
    (select count(*)::int from campaign_touches t where t.campaign_id = c.id) starts
  from campaigns c order by c.id desc limit 50`;

export interface Figures {
  readonly starts: number;
  readonly trials: number;
  /** Who paid with money, not from a balance, after they came. */
  readonly payers: number;
  readonly payments: number;
  /** What they paid, without what went back. */
  readonly revenue: readonly Money[];
}

/** A place where we advertise, by the link that stands there. */
export class Campaign extends Row {
  static override tableName = 'campaigns';

  declare readonly id: bigint;
  declare readonly source: string;
  declare readonly startParam: string;
  declare readonly costMinor: bigint;
  declare readonly currency: Currency;
  declare readonly bonusDays: number | null;
  declare readonly active: boolean;

  /** Somebody came by this link: the first one of a person is kept. Nothing for one that is none, or is over. */
  static async touch(trx: Transaction, userId: bigint, startParam: string): Promise<void> {
    await ask(trx, touch, userId, startParam);
  }

  static async bonusOf(
    trx: Transaction,
    userId: bigint,
    startParam: string,
  ): Promise<{ readonly id: bigint; readonly days: number } | undefined> {
    return (await ask<{ id: bigint; days: number }>(trx, bonusOf, startParam, userId))[0];
  }

  /** What came of it so far. */
  static async figures(knex: Knex, id: bigint): Promise<Figures> {
    const [counts] = await ask<Pick<Figures, 'starts' | 'trials' | 'payers'>>(knex, figures, id);
    const sums = await ask<{ currency: Currency; minor: bigint; payments: number }>(knex, revenue, id);
    return {
      ...counts!,
      payments: sums.reduce((sum, { payments }) => sum + payments, 0),
      revenue: sums.map(({ minor, currency }) => money(minor, currency)),
    };
  }

  /** The newest, with how many came by each. */
  static list(knex: Knex): Promise<object[]> {
    return ask<object>(knex, list);
  }
}
