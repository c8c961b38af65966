import type { Transaction } from 'objection';
import { Row } from '../model.js';
import { leaseFor, noTurn, promptly, turnIsFree, turnIsHeld } from '../turn.js';

/** Something that a person is told once, by its reason. */
export interface NewMessage {
  readonly userId: bigint;
  /** What makes it the same message: unique for the person. */
  readonly reason: string;
  /** The screen's key: its name and the ids that it shows. */
  readonly screen: string;
  /** The screen's key that it may be edited into, while the person still looks at it. */
  readonly replaces?: string | null;
  /** Dropped when they look at something else: nobody waits for it. */
  readonly inPlace?: boolean;
  readonly lane?: 0 | 1 | 2;
}

export class Message extends Row {
  static override tableName = 'messages';

  declare readonly id: bigint;
  declare readonly userId: bigint;
  declare readonly reason: string;
  declare readonly screen: string;
  declare readonly replaces: string | null;
  declare readonly inPlace: boolean;
  declare readonly lane: 0 | 1 | 2;
  /** Where it was sent, or where a try began to show it. */
  declare readonly messageId: bigint | null;
  declare readonly sentAt: Date | null;
  declare readonly failedAt: Date | null;

  /** Its id; null when the person was told, or will be. */
  static async add(trx: Transaction, message: NewMessage): Promise<bigint | null> {
    const { userId, reason, screen, replaces = null, inPlace = false, lane = 1 } = message;
    const [row] = await trx('messages')
      .insert({ userId, reason, screen, replaces, inPlace, lane })
      .onConflict(['userId', 'reason'])
      .ignore()
      .returning<{ id: bigint }[]>('id');
    return row?.id ?? null;
  }

  /** Ours to send until the lease ends; undefined when it is another's turn, or it is over. */
  static async takeTurn(id: bigint, token: string, leaseMs: number): Promise<Message | undefined> {
    const rows = await promptly(
      this.query()
        .where({ id })
        .whereRaw(turnIsFree)
        .patch({ turn: token, turnUntil: leaseFor(leaseMs) } as object)
        .returning('*'),
    );
    return rows?.[0];
  }

  /** A longer lease for another call of the same run. False when the turn is no longer ours: stop. */
  static async keepTurn(id: bigint, token: string, leaseMs: number, patch: object = {}): Promise<boolean> {
    const rows = await promptly(
      this.query()
        .where({ id, turn: token })
        .whereRaw(turnIsHeld)
        .patch({ ...patch, turnUntil: leaseFor(leaseMs) } as object),
    );
    return rows === 1;
  }

  static async endTurn(id: bigint, token: string, patch: object): Promise<void> {
    await this.query()
      .where({ id, turn: token })
      .patch({ ...patch, ...noTurn } as object);
  }
}
