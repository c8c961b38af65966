import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { Lane } from '../../domain/lane.js';
import { keyOf, type Job } from '../../queue/define-job.js';
import { ask } from '../ask.js';
import { owe } from '../owed.js';
import { lease, promptly, RowWithTurn, turnIsHeld } from '../turn.js';
import type { Person } from './user.js';

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
  readonly lane?: Lane;
}

/** How it ended; without anything, the next may try at once. */
export interface Outcome {
  readonly messageId?: bigint;
  readonly sentAt?: Date;
  readonly failedAt?: Date;
  readonly failure?: string;
}

interface Claim {
  readonly isOurs: boolean;
  readonly isClaimed: boolean;
}

const add = `
  with told as (
    insert into messages (user_id, reason, screen, replaces, in_place, lane) values (?, ?, ?, ?, ?, ?)
    on conflict (user_id, reason) do nothing returning id)
  insert into outbox (job, key, lane, correlation) select ?, ? || id, ?, ? from told`;

const toldAt = 'select created_at "at" from messages where user_id = ? and reason = ?';

const claim = `
  with mine as (
    select id from messages where id = ? and turn = ? and ${turnIsHeld} for update),
  claimed as (
    update chats set screen = ? from mine where user_id = ? and screen_version = ? and screen = ?
    returning screen_message_id),
  noted as (
    update messages m set message_id = screen_message_id, turn_until = ${lease} from mine, claimed where m.id = mine.id)
  select exists (select from mine) is_ours, exists (select from claimed) is_claimed`;

const end = `
  update messages set message_id = coalesce(?, message_id), sent_at = coalesce(?, sent_at),
    failed_at = coalesce(?, failed_at), failure = coalesce(?, failure), turn = null, turn_until = null
  where id = ? and turn = ?`;

const claiming = `
  select id from messages
  where user_id = ? and screen = ? and message_id = ? and sent_at is null and failed_at is null`;

const shown = `
  update messages set message_id = ?, sent_at = ? where id = any(?) and sent_at is null and failed_at is null`;

export class Message extends RowWithTurn {
  static override tableName = 'messages';

  declare readonly id: bigint;
  declare readonly userId: bigint;
  declare readonly reason: string;
  declare readonly screen: string;
  declare readonly replaces: string | null;
  declare readonly inPlace: boolean;
  declare readonly lane: Lane;
  /** Where it was sent, or where a try began to show it. */
  declare readonly messageId: bigint | null;
  declare readonly sentAt: Date | null;
  declare readonly failedAt: Date | null;
  declare readonly createdAt: Date;

  /** With the promise to send it, in one statement: both or neither. Nothing when the person was told, or will be. */
  static async add(trx: Transaction, message: NewMessage, sending: Job, cause: string | null): Promise<void> {
    const { userId, reason, screen, replaces = null, inPlace = false, lane = 1 } = message;
    const key = keyOf(sending, '');
    await ask(trx, add, userId, reason, screen, replaces, inPlace, lane, sending.name, key, lane, cause);
    owe(trx);
  }

  /** When they were told of it, or it was promised; null when they were not. */
  static async toldAt(knex: Knex, userId: bigint, reason: string): Promise<Date | null> {
    const [told] = await ask<{ at: Date }>(knex, toldAt, userId, reason);
    return told?.at ?? null;
  }

  /**
   * The screen, for a late result: claimed if the person still looks at the one that it replaces, and noted as where it is
   * being shown. Undefined when the turn is no longer ours, or the answer took too long to be sure of it.
   */
  static async claimScreen(
    { id, screen }: Message,
    person: Person,
    token: string,
    leaseMs: number,
  ): Promise<boolean | undefined> {
    const { id: userId, screenVersion, screen: from } = person;
    const asking = ask<Claim>(this.knex(), claim, id, token, screen, userId, screenVersion, from, leaseMs);
    const [answer] = (await promptly(asking)) ?? [];
    return answer?.isOurs ? answer.isClaimed : undefined;
  }

  /** Those that have claimed the screen where it is shown, and are not known as told. */
  static async claiming(userId: bigint, screen: string, messageId: bigint): Promise<readonly bigint[]> {
    const rows = await ask<{ id: bigint }>(this.knex(), claiming, userId, screen, messageId);
    return rows.map(({ id }) => id);
  }

  /** Whoever showed the screen that a message had claimed has told it, though another was to. */
  static async shown(ids: readonly bigint[], messageId: bigint, sentAt: Date): Promise<void> {
    await ask(this.knex(), shown, messageId, sentAt, ids);
  }

  static async endTurn(
    id: bigint,
    token: string,
    { messageId, sentAt, failedAt, failure }: Outcome = {},
  ): Promise<void> {
    const values = [messageId ?? null, sentAt ?? null, failedAt ?? null, failure ?? null];
    await ask(this.knex(), end, ...values, id, token);
  }
}
