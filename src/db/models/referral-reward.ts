import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { money, type Currency, type Money } from '../../domain/money.js';
import type { Reward } from '../../domain/referral.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

const promised = `
  insert into referral_rewards (payment_id, friend_id, inviter_id, inviter_days, friend_days, amount_minor, currency)
  values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning payment_id`;

const earned = `
  select currency, sum(inviter_days)::int days, coalesce(sum(amount_minor), 0)::bigint minor from referral_rewards
  where inviter_id = ? and given_at is not null and taken_at is null group by currency`;

export interface Earned {
  readonly days: number;
  readonly funds: readonly Money[];
}

/** What a friend's purchase gives, fixed when it was paid. One for each payment. */
export class ReferralReward extends Row {
  static override tableName = 'referral_rewards';
  static override idColumn = 'paymentId';

  declare readonly paymentId: bigint;
  declare readonly friendId: bigint;
  declare readonly inviterId: bigint;
  declare readonly inviterDays: number;
  declare readonly friendDays: number;
  declare readonly amountMinor: bigint | null;
  declare readonly currency: Currency | null;
  /** When its inviter got theirs. */
  declare readonly givenAt: Date | null;
  /** Since when it is to be taken back. */
  declare readonly takenAt: Date | null;
  /** What of the money came back; null until it was tried. */
  declare readonly takenMinor: bigint | null;

  get amount(): Money | null {
    return this.amountMinor === null || this.currency === null
      ? null
      : money(this.amountMinor, this.currency);
  }

  /** Whether a purchase of this friend is rewarded already, and was not refunded. Call with the friend's referral locked. */
  static async stands(trx: Transaction, friendId: bigint): Promise<boolean> {
    const sql = 'select from referral_rewards where friend_id = ? and taken_at is null limit 1';
    return (await ask(trx, sql, friendId)).length > 0;
  }

  /** False: this payment was rewarded before. */
  static async promise(
    trx: Transaction,
    of: Pick<ReferralReward, 'paymentId' | 'friendId' | 'inviterId'>,
    { inviterDays, friendDays, money: amount }: Reward,
  ): Promise<boolean> {
    const { paymentId, friendId, inviterId } = of;
    const gifts = [inviterDays, friendDays, amount?.minor ?? null, amount?.currency ?? null];
    return (await ask(trx, promised, paymentId, friendId, inviterId, ...gifts)).length > 0;
  }

  /** Its purchase was refunded. False: there is none, or it was taken back before. */
  static async takeBack(trx: Transaction, paymentId: bigint): Promise<boolean> {
    const sql = `update referral_rewards set taken_at = clock_timestamp()
      where payment_id = ? and taken_at is null returning payment_id`;
    return (await ask(trx, sql, paymentId)).length > 0;
  }

  /** What a person got for their friends and may keep. */
  static async earned(knex: Knex, inviterId: bigint): Promise<Earned> {
    const rows = await ask<{ currency: Currency | null; days: number; minor: bigint }>(
      knex,
      earned,
      inviterId,
    );
    return {
      days: rows.reduce((sum, { days }) => sum + days, 0),
      funds: rows.flatMap(({ currency, minor }) => (currency === null ? [] : [money(minor, currency)])),
    };
  }
}
