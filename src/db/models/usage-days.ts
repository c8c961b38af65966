import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { DayUsage } from '../../domain/usage.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

const keep = `
  insert into usage_days (subscription_id, days, read_at) values (?, ?::jsonb, ?)
  on conflict (subscription_id) do update set days = excluded.days, read_at = excluded.read_at, failed_at = null`;

const fail = `
  insert into usage_days (subscription_id, failed_at) values (?, ?)
  on conflict (subscription_id) do update set failed_at = excluded.failed_at`;

/** Traffic by day as the panel told it last; only of subscriptions at whose picture somebody looked. */
export class UsageDays extends Row {
  static override tableName = 'usage_days';
  static override idColumn = 'subscriptionId';
  static override jsonAttributes = ['days'];

  declare readonly subscriptionId: bigint;
  declare readonly days: readonly { readonly day: string; readonly bytes: string }[];
  declare readonly readAt: Date | null;
  /** Since when the panel cannot tell. */
  declare readonly failedAt: Date | null;

  get told(): readonly DayUsage[] {
    return this.days.map(({ day, bytes }) => ({ day, bytes: BigInt(bytes) }));
  }

  static of(knex: Knex, subscriptionId: bigint): Promise<UsageDays | undefined> {
    return this.one(knex, 'subscription_id = ?', subscriptionId);
  }

  static async keep(
    trx: Transaction,
    subscriptionId: bigint,
    told: readonly DayUsage[],
    readAt: Date,
  ): Promise<void> {
    const days = told.map(({ day, bytes }) => ({ day, bytes: String(bytes) }));
    await ask(trx, keep, subscriptionId, JSON.stringify(days), readAt);
  }

  /** The panel could not tell; what it told before stays. */
  static async fail(trx: Transaction, subscriptionId: bigint, at: Date): Promise<void> {
    await ask(trx, fail, subscriptionId, at);
  }
}
