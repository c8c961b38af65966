import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { ask } from '../ask.js';
import { Row } from '../model.js';

/** The pages that stand for the link get another address, too: whoever had the old link may have theirs. */
const replace = `update subscriptions set link = ?, open_ticket = gen_random_uuid() where id = ?`;

/** A person's wish that their link be replaced by another. */
export class LinkRevocation extends Row {
  static override tableName = 'link_revocations';

  declare readonly id: bigint;
  declare readonly subscriptionId: bigint;
  /** What the new link is made of; null once it is done. */
  declare readonly key: string | null;
  declare readonly doneAt: Date | null;
  /** Whether the link was replaced; null before it is done. */
  declare readonly changed: boolean | null;

  /** The open wish, or a new one. */
  static async wish(trx: Transaction, subscriptionId: bigint): Promise<bigint> {
    const sql = `insert into link_revocations (subscription_id) values (?)
      on conflict (subscription_id) where done_at is null do update set subscription_id = excluded.subscription_id
      returning id`;
    const [row] = await ask<{ id: bigint }>(trx, sql, subscriptionId);
    return row!.id;
  }

  static async isOpen(knex: Knex, subscriptionId: bigint): Promise<boolean> {
    const which = 'subscription_id = ? and done_at is null';
    return (await this.one(knex, which, subscriptionId)) !== undefined;
  }

  /** One that is over, with the link as it is now, if it is this person's. */
  static async ended(
    id: bigint,
    userId: bigint,
  ): Promise<{ subscriptionId: bigint; changed: boolean; link: string | null } | undefined> {
    const sql = `select r.subscription_id, r.changed, s.link
      from link_revocations r join subscriptions s on s.id = r.subscription_id
      where r.id = ? and s.user_id = ? and r.done_at is not null`;
    const [row] = await ask<{ subscriptionId: bigint; changed: boolean; link: string | null }>(
      this.knex(),
      sql,
      id,
      userId,
    );
    return row;
  }

  /** It is over: with a new link, or without where there can be none. False when it was over before. */
  static async end(
    trx: Transaction,
    { id, subscriptionId }: LinkRevocation,
    link: string | null,
  ): Promise<boolean> {
    const sql = `update link_revocations set done_at = clock_timestamp(), changed = ?, key = null
      where id = ? and done_at is null returning 1`;
    const rows = await ask(trx, sql, link !== null, id);
    if (rows.length === 0) return false;
    if (link !== null) await ask(trx, replace, link, subscriptionId);
    return true;
  }
}
