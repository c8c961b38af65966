import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { GiftState } from '../../domain/gift.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';
import type { PlanNames } from './plan-version.js';

/** A gift as people see it. */
export interface ShownGift extends PlanNames {
  readonly orderId: bigint;
  readonly token: string;
  readonly state: GiftState;
  readonly giverId: bigint;
  readonly giver: string | null;
  readonly receiverId: bigint | null;
  readonly receiver: string | null;
  readonly planVersionId: bigint;
  readonly months: number;
  readonly days: number;
  /** Its money is on its way back, or disputed: nobody can redeem it meanwhile. */
  readonly isHeld: boolean;
}

const shown = `
  select g.order_id, g.token, g.state, g.receiver_id, o.user_id giver_id, u.first_name giver, r.first_name receiver,
    v.id plan_version_id, v.months, v.days, n.slug, n.title_ru, n.title_en, p.state = 'disputed' or exists (
      select from refunds b where b.payment_id = p.id and b.state in ('created', 'pending', 'review')) is_held
  from gifts g join orders o on o.id = g.order_id join payments p on p.id = o.paid_by
  join plan_versions v on v.id = o.plan_version_id join plans n on n.id = v.plan_id join users u on u.id = o.user_id
  left join users r on r.id = g.receiver_id`;

const list = `
  select o.id order_id, g.state, v.months, v.days, n.slug, n.title_ru, n.title_en, o.created_at at
  from orders o join gifts g on g.order_id = o.id join plan_versions v on v.id = o.plan_version_id
  join plans n on n.id = v.plan_id
  where o.user_id = ? and o.kind = 'gift' and o.id < ? order by o.id desc limit ?`;

export interface ListedGift extends PlanNames, Pick<ShownGift, 'orderId' | 'state' | 'months' | 'days'> {
  readonly at: Date;
}

/** What a paid order for somebody else gives. */
export class Gift extends Row {
  static override tableName = 'gifts';
  static override idColumn = 'orderId';

  declare readonly orderId: bigint;
  declare readonly token: string;
  declare readonly state: GiftState;
  declare readonly receiverId: bigint | null;
  declare readonly redeemedAt: Date | null;

  /** Under a token that nobody guesses: 128 bits. */
  static async wrap(trx: Transaction, orderId: bigint): Promise<void> {
    const token = randomBytes(16).toString('base64url');
    await ask(trx, 'insert into gifts (order_id, token) values (?, ?)', orderId, token);
  }

  /** Of an order; in a statement after the lock of that order, what it says holds to the end of `trx`. */
  static ofOrder(knex: Knex, orderId: bigint): Promise<Gift | undefined> {
    return this.one(knex, 'order_id = ?', orderId);
  }

  static async byToken(knex: Knex, token: string): Promise<ShownGift | undefined> {
    return (await ask<ShownGift>(knex, `${shown} where g.token = ?`, token))[0];
  }

  /** If this person gave it. */
  static async ofGiver(knex: Knex, orderId: bigint, userId: bigint): Promise<ShownGift | undefined> {
    return (
      await ask<ShownGift>(knex, `${shown} where g.order_id = ? and o.user_id = ?`, orderId, userId)
    )[0];
  }

  /** What a person gave, newest first, from before `before`. */
  static given(knex: Knex, userId: bigint, before: bigint, most: number): Promise<ListedGift[]> {
    return ask<ListedGift>(knex, list, userId, before, most);
  }
}
