import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { ToldDevice } from '../../domain/device.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

/** A list that was read before a device went away does not bring it back. */
const keep = `
  with told as (
    select distinct on (hwid) * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
      ?::timestamptz[]) t (hwid, model, platform, os_version, added_at, seen_at)),
  gone as (
    delete from devices d where subscription_id = ? and not exists (select from told where told.hwid = d.hwid)
      and (removed_at is null or removed_at < clock_timestamp() - interval '5 minutes'))
  insert into devices as d (subscription_id, hwid, model, platform, os_version, added_at, seen_at)
  select ?::bigint, hwid, model, platform, os_version, added_at, seen_at from told
  on conflict (subscription_id, md5(hwid)) do update set model = excluded.model, platform = excluded.platform,
    os_version = excluded.os_version, added_at = excluded.added_at, seen_at = excluded.seen_at,
    removing_at = case when d.removed_at is null then d.removing_at end, removed_at = null
  where d.removed_at is null or d.removed_at < ?`;

const count = `
  update subscriptions set devices =
    (select count(*) from devices where subscription_id = subscriptions.id and removed_at is null)
  where id = ?`;

export class Device extends Row {
  static override tableName = 'devices';

  declare readonly id: bigint;
  declare readonly subscriptionId: bigint;
  declare readonly hwid: string;
  declare readonly model: string | null;
  declare readonly platform: string | null;
  declare readonly osVersion: string | null;
  declare readonly addedAt: Date;
  declare readonly seenAt: Date;
  declare readonly removingAt: Date | null;
  declare readonly removedAt: Date | null;

  /** Those that are there as far as we know, whoever was seen last first. */
  static async of(knex: Knex, subscriptionId: bigint): Promise<Device[]> {
    const sql = `select * from devices where subscription_id = ? and removed_at is null order by seen_at desc, id desc`;
    const rows = await ask<object>(knex, sql, subscriptionId);
    return rows.map((row) => this.fromDatabaseJson(row));
  }

  /** One that is there, if it is this person's. */
  static ofPerson(id: bigint, userId: bigint, knex: Knex = this.knex()): Promise<Device | undefined> {
    const which = `id = ? and removed_at is null
      and subscription_id in (select s.id from subscriptions s where s.user_id = ?)`;
    return this.one(knex, which, id, userId);
  }

  /** Makes the list what the panel told at `readAt`, by the database's clock, and the subscription's count with it. */
  static async keep(
    trx: Transaction,
    subscriptionId: bigint,
    told: readonly ToldDevice[],
    readAt: Date,
  ): Promise<void> {
    await ask(
      trx,
      keep,
      told.map(({ id }) => id),
      told.map(({ model }) => model),
      told.map(({ platform }) => platform),
      told.map(({ osVersion }) => osVersion),
      told.map(({ addedAt }) => addedAt),
      told.map(({ seenAt }) => seenAt),
      subscriptionId,
      subscriptionId,
      readAt,
    );
    await ask(trx, count, subscriptionId);
  }

  /** It is wished away, or no longer. */
  static async wish(trx: Transaction, id: bigint, isRemoving: boolean): Promise<void> {
    const sql = 'update devices set removing_at = case when ? then clock_timestamp() end where id = ?';
    await ask(trx, sql, isRemoving, id);
  }

  /** The panel took it away. */
  static async forget(trx: Transaction, { id, subscriptionId }: Device): Promise<void> {
    await ask(trx, 'update devices set removed_at = clock_timestamp() where id = ?', id);
    await ask(trx, count, subscriptionId);
  }
}
