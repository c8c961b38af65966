import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { Entitlement } from '../../domain/grants.js';
import type { Language } from '../../domain/language.js';
import { ask } from '../ask.js';
import { claimRenewals, ending } from '../due-subscriptions.js';
import { readExtras, storeFold, type StoredExtra } from '../stored-fold.js';
import { RowWithTurn } from '../turn.js';

/** A turn that is over: the newest revision, and the last grant that its person had been told of. */
export interface Ended {
  readonly revision: number;
  readonly told: bigint;
}

type Held = Pick<
  Subscription,
  'panelId' | 'panelAccount' | 'link' | 'trafficUsedBytes' | 'revision' | 'toldGrantId'
>;

const endTurn = `
  with mine as (
    select id, told_grant_id from subscriptions where id = ? and turn = ? for update)
  update subscriptions s set panel_id = ?, panel_account = ?, link = ?, traffic_used_bytes = ?, applied_revision = ?,
    told_grant_id = greatest(s.told_grant_id, ?), recounted_grant_id = ?, turn = null, turn_until = null
  from mine where s.id = mine.id returning s.revision, mine.told_grant_id told`;

/** What a ticket leads to. */
interface Behind {
  readonly link: string;
  readonly language: Language | null;
  readonly languageGuess: string | null;
}

export class Subscription extends RowWithTurn {
  static override tableName = 'subscriptions';
  static override jsonAttributes = ['extras'];

  declare readonly id: bigint;
  declare readonly userId: bigint;
  /** Which of the person's subscriptions it is: 1 is the first. */
  declare readonly number: number;
  /** With plan and extras the fold over its grants; only the effects on grants write them. */
  declare readonly paidUntil: Date | null;
  declare readonly planVersionId: bigint | null;
  declare readonly extras: readonly StoredExtra[];
  declare readonly lastGrantId: bigint;
  declare readonly toldGrantId: bigint;
  declare readonly nextChangeAt: Date | null;
  /** When its renewal is looked at next; null where it is not renewed by itself. */
  declare readonly renewAt: Date | null;
  /** What we owe the panel. */
  declare readonly revision: number;
  /** What the panel was told, 0 at first; null when an answer got lost. Differs from `revision` exactly while we owe. */
  declare readonly appliedRevision: number | null;
  declare readonly panelId: bigint | null;
  declare readonly panelAccount: string | null;
  /** The connection link: a secret, as long as it works. */
  declare readonly link: string | null;
  /** Stands for the link in addresses of our own pages. */
  declare readonly openTicket: string;
  declare readonly trafficUsedBytes: bigint | null;
  declare readonly devices: number | null;
  declare readonly usageAt: Date | null;

  /** What earlier purchases of the running term allow beside its plan. */
  declare readonly keptTrafficBytes: bigint;
  /** The purchase from which traffic is counted, and when that was; null where that is the panel's own affair. */
  declare readonly countedGrantId: bigint | null;
  declare readonly countedFrom: Date | null;
  /** The one that the panel counts from. */
  declare readonly recountedGrantId: bigint | null;

  isActive(now: Date): boolean {
    return this.paidUntil !== null && this.paidUntil > now;
  }

  get owed(): Entitlement {
    const { paidUntil: end, planVersionId, keptTrafficBytes: trafficBytes } = this;
    const kept = end !== null && trafficBytes > 0n ? [{ devices: 0, trafficBytes, until: end }] : [];
    return { end, planVersionId, extras: [...readExtras(this.extras), ...kept] };
  }

  static first(knex: Knex, userId: bigint): Promise<Subscription | undefined> {
    return this.one(knex, 'user_id = ? and number = 1', userId);
  }

  /** Which was given what this order paid for. */
  static given(knex: Knex, source: 'order' | 'gift', orderId: bigint): Promise<Subscription | undefined> {
    const of = 'select subscription_id from grants where source = ? and source_id = ?';
    return this.one(knex, `id = (${of})`, source, String(orderId));
  }

  /** Those that were ever given something, in the order of their numbers. */
  static async ofPerson(knex: Knex, userId: bigint): Promise<Subscription[]> {
    const rows = await ask<object>(
      knex,
      'select * from subscriptions where user_id = ? and last_grant_id > 0 order by number',
      userId,
    );
    return rows.map((row) => this.fromDatabaseJson(row));
  }

  /** The person's subscription of that number, opened if need be. */
  static async numbered(trx: Transaction, userId: bigint, number: number): Promise<Subscription> {
    const sql = 'insert into subscriptions (user_id, number) values (?, ?) on conflict do nothing';
    await ask(trx, sql, userId, number);
    return (await this.one(trx, 'user_id = ? and number = ?', userId, number))!;
  }

  /** The person's first subscription, opened if need be and locked: in a statement of its own, before any fold. */
  static async lockFirst(trx: Transaction, userId: bigint): Promise<Subscription> {
    const found = () => this.one(trx, 'user_id = ? and number = 1 for update', userId);
    const known = await found();
    if (known) return known;
    const sql = 'insert into subscriptions (user_id, number) values (?, 1) on conflict do nothing';
    await ask(trx, sql, userId);
    return (await found())!;
  }

  /**
   * One that is known to be this person's, locked.
   *
   * @throws {Error} when it is not
   */
  static async lockOwn(trx: Transaction, id: bigint, userId: bigint): Promise<Subscription> {
    const own = await this.one(trx, 'id = ? and user_id = ? for update', id, userId);
    if (!own) throw new Error(`subscription ${id} is not user ${userId}'s`);
    return own;
  }

  /** Where days go that name no subscription: the person's first that runs, else their first, opened if need be. Locked. */
  static async lockForDays(trx: Transaction, userId: bigint, now: Date): Promise<Subscription> {
    const which = `user_id = ? and (number = 1 or paid_until > ?)
      order by paid_until > ? desc nulls last, number limit 1 for update`;
    return (await this.one(trx, which, userId, now, now)) ?? this.lockFirst(trx, userId);
  }

  static readonly claimRenewals = claimRenewals;
  static readonly ending = ending;

  /** Stores a new fold and owes it to the panel. */
  static readonly owe = storeFold;

  /** What a panel was told of this person's subscriptions is owed again. Answers their ids. */
  static async oweAgain(trx: Transaction, userId: bigint): Promise<bigint[]> {
    await ask(trx, 'select from subscriptions where user_id = ? order by id for update', userId);
    const owed = await ask<{ id: bigint }>(
      trx,
      'update subscriptions set revision = revision + 1 where user_id = ? and revision > 0 returning id',
      userId,
    );
    return owed.map(({ id }) => id);
  }

  /**
   * Records what the panel holds and ends the turn; its person counts as told of grants up to that one. Undefined when
   * the turn was no longer ours: nothing is known.
   */
  static async endTurn(
    trx: Transaction,
    { id, countedGrantId }: Pick<Subscription, 'id' | 'countedGrantId'>,
    token: string,
    held: Held,
  ): Promise<Ended | undefined> {
    const { panelId, panelAccount, link, trafficUsedBytes, revision, toldGrantId } = held;
    const values = [panelId, panelAccount, link, trafficUsedBytes, revision, toldGrantId, countedGrantId];
    const [row] = await ask<Ended>(trx, endTurn, id, token, ...values);
    return row;
  }

  /**
   * The answer got lost, so the panel holds we know not what. The turn is kept to its end: the call may still arrive
   * there, and nothing newer may be overtaken by it. False when the turn was no longer ours.
   */
  static async forgetApplied(id: bigint, token: string): Promise<boolean> {
    return (await this.query().where({ id, turn: token }).patch({ appliedRevision: null })) > 0;
  }

  /** Somebody called the panel past their turn: their call may have overtaken a newer one, so all is owed again. */
  static async doubt(trx: Transaction, id: bigint): Promise<void> {
    await this.query(trx).findById(id).patch({ appliedRevision: null });
  }

  /** What a page of ours shows for a ticket: the link, and what is known of its person's language; null when there is none. */
  static async behind(ticket: string): Promise<Behind | null> {
    const row = await this.query()
      .joinRaw('join users u on u.id = subscriptions.user_id')
      .where('openTicket', ticket)
      .whereNotNull('link')
      .select('link', 'u.language', 'u.languageGuess')
      .first();
    return (row as Behind | undefined) ?? null;
  }
}
