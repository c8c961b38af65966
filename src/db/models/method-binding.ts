import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { BindingState } from '../../domain/binding.js';
import { ask } from '../ask.js';
import { RowWithTurn } from '../turn.js';

/** One try to save a method without buying. No money moves, so it is no payment. */
export class MethodBinding extends RowWithTurn {
  static override tableName = 'method_bindings';

  declare readonly id: bigint;
  declare readonly userId: bigint;
  declare readonly provider: string;
  declare readonly externalId: string | null;
  declare readonly state: BindingState;
  /** What came of it. */
  declare readonly methodId: bigint | null;
  declare readonly payUrl: string | null;
  declare readonly expiresAt: Date | null;
  declare readonly polls: number;
  declare readonly createdAt: Date;

  /** The person's unfinished one at this provider whose page still stands, or a new one. */
  static async findOrStart(
    trx: Transaction,
    userId: bigint,
    provider: string,
    now: Date,
  ): Promise<MethodBinding> {
    await ask(
      trx,
      `update method_bindings set state = 'expired'
       where user_id = ? and provider = ? and state in ('created', 'pending') and expires_at <= ?`,
      userId,
      provider,
      now,
    );
    await ask(
      trx,
      'insert into method_bindings (user_id, provider) values (?, ?) on conflict do nothing',
      userId,
      provider,
    );
    const unfinished = "user_id = ? and provider = ? and state in ('created', 'pending')";
    return (await this.one(trx, unfinished, userId, provider))!;
  }

  /** This one, if it is the person's. */
  static own(knex: Knex, id: bigint, userId: bigint): Promise<MethodBinding | undefined> {
    return this.one(knex, 'id = ? and user_id = ?', id, userId);
  }
}
