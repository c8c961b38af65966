import type { Knex } from 'knex';
import { slackMs } from '../domain/deadline.js';
import { ask } from './ask.js';
import { Row } from './model.js';

/** Nobody has the turn, or its lease ran out. */
const isFree = '(turn_until is null or turn_until < clock_timestamp())';

/** A lease from now on, by the database's clock. */
export const lease = "clock_timestamp() + ? * interval '1 ms'";

/** The token still has its turn: its lease has not run out. */
export const turnIsHeld = 'turn_until > clock_timestamp()';

/**
 * What the database answers about a turn; undefined when that took longer than the lease's slack: the process was
 * stopped meanwhile, so a call that it made now could outlive its lease and land after somebody else's.
 */
export async function promptly<T>(asking: PromiseLike<T>): Promise<T | undefined> {
  const askedAt = performance.now();
  const answer = await asking;
  return performance.now() - askedAt < slackMs ? answer : undefined;
}

/** A row about which one at a time may call the outside, for as long as a lease holds. */
export class RowWithTurn extends Row {
  declare readonly turn: string | null;
  declare readonly turnUntil: Date | null;

  /** The row as it is now, ours to call for until the lease ends; undefined when it is another's turn. */
  static async takeTurn<M extends typeof RowWithTurn>(
    this: M,
    id: bigint,
    token: string,
    leaseMs: number,
  ): Promise<InstanceType<M> | undefined> {
    const sql = `update ${this.tableName} set turn = ?, turn_until = ${lease} where id = ? and ${isFree} returning *`;
    const rows = await promptly(ask<object>(this.knex(), sql, token, leaseMs, id));
    // Nothing was called under it, so the next need not wait for its end.
    if (!rows) await this.giveTurnBack(id, token);
    return rows?.[0] && (this.fromDatabaseJson(rows[0]) as InstanceType<M>);
  }

  /** A longer lease for another call of the same run. False when the turn is no longer ours: stop. */
  static async keepTurn(id: bigint, token: string, leaseMs: number): Promise<boolean> {
    const sql = `update ${this.tableName} set turn_until = ${lease} where id = ? and turn = ? and ${turnIsHeld} returning 1`;
    const rows = await promptly(ask(this.knex(), sql, leaseMs, id, token));
    return rows?.length === 1;
  }

  /** Nothing was called, or it was refused: the next may try at once. False when the turn was no longer ours. */
  static async giveTurnBack(id: bigint, token: string, knex: Knex = this.knex()): Promise<boolean> {
    const sql = `update ${this.tableName} set turn = null, turn_until = null where id = ? and turn = ? returning 1`;
    return (await ask(knex, sql, id, token)).length === 1;
  }
}
