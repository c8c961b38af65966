import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { Decline, MethodKind, SavedMethod } from '../../domain/saved-method.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

/** Its place, in agreements too, is that of the same card saved earlier: one that is listed twice would be charged after its removal. */
const save = `
  with earlier as (
    update payment_methods set removed_at = clock_timestamp()
    where user_id = ? and provider = ? and title = ? and title ~ '\\d' and external_id <> ? and removed_at is null
      and not exists (select from payment_methods where provider = ? and external_id = ?)
    returning id, chosen_at),
  saved as (
    insert into payment_methods (user_id, provider, external_id, title, kind, chosen_at)
    values (?, ?, ?, ?, ?, coalesce(?, (select max(chosen_at) from earlier)))
    on conflict do nothing returning id),
  repointed as (
    update renewals set method_id = saved.id from saved
    where active and method_id in (select e.id from earlier e))
  select id from earlier`;

/** The default first. */
const order = 'order by chosen_at desc nulls last, id';

/** What a person lets us charge without them. */
export class PaymentMethod extends Row {
  static override tableName = 'payment_methods';

  declare readonly id: bigint;
  declare readonly userId: bigint;
  declare readonly provider: string;
  /** The provider's id of it; for no log and no job. */
  declare readonly externalId: string;
  declare readonly title: string;
  declare readonly kind: MethodKind;
  declare readonly chosenAt: Date | null;
  declare readonly savedAt: Date;
  declare readonly removedAt: Date | null;

  /**
   * Once per id of the provider's: told again, nothing changes, and what was removed stays removed. `chosenAt` makes it
   * the default; else it is one only where there is no other, or where it takes the place of one. Answers those whose place
   * it took.
   */
  static async save(
    trx: Transaction,
    userId: bigint,
    provider: string,
    { id, title, kind }: SavedMethod,
    chosenAt: Date | null = null,
  ): Promise<bigint[]> {
    const key = [provider, id] as const;
    const values = [userId, provider, title, id, ...key, userId, ...key, title, kind, chosenAt];
    return (await ask<{ id: bigint }>(trx, save, ...values)).map((row) => row.id);
  }

  /** Those that may be charged, the default first. */
  static async ofPerson(knex: Knex, userId: bigint): Promise<PaymentMethod[]> {
    const sql = `select * from payment_methods where user_id = ? and removed_at is null ${order}`;
    const rows = await ask<object>(knex, sql, userId);
    return rows.map((row) => this.fromDatabaseJson(row));
  }

  /** The one that is offered first. */
  static defaultOf(knex: Knex, userId: bigint): Promise<PaymentMethod | undefined> {
    return this.one(knex, `user_id = ? and removed_at is null ${order} limit 1`, userId);
  }

  /** This one, if it is the person's and may be charged. */
  static own(knex: Knex, id: bigint, userId: bigint): Promise<PaymentMethod | undefined> {
    return this.one(knex, 'id = ? and user_id = ? and removed_at is null', id, userId);
  }

  /** When it was charged last, and something was taken. */
  static async lastCharged(knex: Knex, id: bigint): Promise<Date | null> {
    const sql = `select created_at from payments where method_id = ?
      and state in ('succeeded', 'refunded_in_part', 'refunded', 'disputed') order by id desc limit 1`;
    const [row] = await ask<{ createdAt: Date }>(knex, sql, id);
    return row?.createdAt ?? null;
  }

  /** False when the person has no such method, or no more. */
  static async makeDefault(trx: Transaction, id: bigint, userId: bigint): Promise<boolean> {
    const sql = `update payment_methods set chosen_at = clock_timestamp()
      where id = ? and user_id = ? and removed_at is null returning id`;
    return (await ask(trx, sql, id, userId)).length > 0;
  }

  /** It is never charged again. False when the person has no such method, or no more. */
  static async remove(trx: Transaction, id: bigint, userId: bigint): Promise<boolean> {
    const sql = `update payment_methods set removed_at = clock_timestamp()
      where id = ? and user_id = ? and removed_at is null returning id`;
    return (await ask(trx, sql, id, userId)).length > 0;
  }

  /** What its provider charges no more is charged for nothing else either. */
  static async dropRevoked(trx: Transaction, id: bigint | null, decline?: Decline): Promise<void> {
    if (decline !== 'revoked' || id === null) return;
    const sql =
      'update payment_methods set removed_at = clock_timestamp() where id = ? and removed_at is null';
    await ask(trx, sql, id);
  }
}
