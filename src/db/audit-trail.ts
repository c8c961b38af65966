import type { Knex } from 'knex';
import { ask } from './ask.js';

/** Something that was decided about money, access or a person. Ids, numbers and enums: no names, no texts of people. */
export interface Decision {
  /** Who: `user:7`, `cli:root`, `provider:stripe`, or what of ours. */
  readonly actor: string;
  /** What: `refund.request`. */
  readonly action: string;
  /** About what: `payment:9`. */
  readonly subject: string;
  /** `asked for`, where none is given. */
  readonly reason?: string;
}

const insert = 'insert into audit_log (actor, action, subject, reason) values (?, ?, ?, ?) returning id';

/** Who decided what, and why. Append-only. */
export const auditTrail = {
  /** Writes it down, if `trx` commits; answers the id of its row. */
  async note(trx: Knex, { actor, action, subject, reason = 'asked for' }: Decision): Promise<bigint> {
    const [row] = await ask<{ id: bigint }>(trx, insert, actor, action, subject, reason);
    return row!.id;
  },
};
