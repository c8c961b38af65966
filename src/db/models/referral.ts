import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { Invitation } from '../../domain/referral.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

/** Those who were written down by this very transaction cannot have invited anybody; others are asked about, alone. */
const alone = `
  select pg_advisory_xact_lock(hashtextextended('referrals', 3)) from users where id = ? and created_at < now()`;

/** Nobody whom the friend brought, however far down, can be who brought the friend. */
const invite = `
  insert into referrals (friend_id, inviter_id, source)
  select ?, i.id, ? from users i
  where i.id = ? and i.id <> ? and not (exists (select from referrals where inviter_id = ?) and exists (
    with recursive above (id) as (
      select i.id union select r.inviter_id from above a join referrals r on r.friend_id = a.id)
    select from above where id = ?))
  on conflict do nothing returning inviter_id`;

/** The page first: a join of both would walk people of nobody's. */
const page = `
  with page as materialized (
    select friend_id, paid_at from referrals where inviter_id = ? and friend_id < ? order by friend_id desc limit ?)
  select p.friend_id id, (select first_name from users where id = p.friend_id) name, p.paid_at is not null has_paid
  from page p order by p.friend_id desc`;

export interface Friend {
  readonly id: bigint;
  readonly name: string | null;
  readonly hasPaid: boolean;
}

/** Who brought whom. Written at a friend's first contact, and never changed. */
export class Referral extends Row {
  static override tableName = 'referrals';
  static override idColumn = 'friendId';

  declare readonly friendId: bigint;
  declare readonly inviterId: bigint;
  declare readonly source: 'code' | 'legacy';
  declare readonly paidAt: Date | null;

  /**
   * Writes down who brought this person. False where nobody did: an unknown code, their own, somebody whom they brought
   * themselves, or another had brought them before.
   */
  static async invite(
    trx: Transaction,
    friendId: bigint,
    { code, telegramId }: Invitation,
  ): Promise<boolean> {
    const byCode =
      code === null
        ? []
        : await ask<{ id: bigint }>(trx, 'select id from users where referral_code = ?', code);
    const byId =
      byCode.length > 0 || telegramId === null
        ? []
        : await ask<{ id: bigint }>(trx, 'select id from users where telegram_id = ?', telegramId);
    const [inviter] = [...byCode, ...byId];
    if (!inviter) return false;
    await ask(trx, alone, friendId);
    const source = byCode.length > 0 ? 'code' : 'legacy';
    return (await ask(trx, invite, friendId, source, inviter.id, friendId, friendId, friendId)).length > 0;
  }

  /** They bought a plan. */
  static async bought(trx: Transaction, friendId: bigint): Promise<void> {
    await ask(trx, 'update referrals set paid_at = clock_timestamp() where friend_id = ?', friendId);
  }

  /** How many a person brought, and how many of those bought a plan. */
  static async counts(knex: Knex, inviterId: bigint): Promise<{ invited: number; paid: number }> {
    const sql = 'select count(*)::int invited, count(paid_at)::int paid from referrals where inviter_id = ?';
    return (await ask<{ invited: number; paid: number }>(knex, sql, inviterId))[0]!;
  }

  /** Whom a person brought, newest first, from before `before`. */
  static friends(knex: Knex, inviterId: bigint, before: bigint, most: number): Promise<Friend[]> {
    return ask<Friend>(knex, page, inviterId, before, most);
  }
}
