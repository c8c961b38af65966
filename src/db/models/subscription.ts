import { raw, type Transaction } from 'objection';
import { nextChange, type Entitlement, type Extra } from '../../domain/grants.js';
import { Row } from '../model.js';
import { leaseFor, noTurn, promptly, turnIsFree, turnIsHeld } from '../turn.js';

type StoredExtra = { devices: number; trafficBytes: string; until: string };

export class Subscription extends Row {
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
  /** Who may call the panel for it now, and until when. */
  declare readonly turn: string | null;
  declare readonly turnUntil: Date | null;

  get owed(): Entitlement {
    const extras = this.extras.map(({ devices, trafficBytes, until }): Extra => ({
      devices,
      trafficBytes: BigInt(trafficBytes),
      until: new Date(until),
    }));
    return { end: this.paidUntil, planVersionId: this.planVersionId, extras };
  }

  /** The person's first subscription, opened if need be and locked: in a statement of its own, before any fold. */
  static async lockFirst(trx: Transaction, userId: bigint): Promise<Subscription> {
    await this.query(trx).insert({ userId, number: 1 }).onConflict(['userId', 'number']).ignore();
    return this.query(trx).findOne({ userId, number: 1 }).forUpdate().throwIfNotFound({ userId });
  }

  static async lock(trx: Transaction, id: bigint): Promise<Subscription> {
    return this.query(trx).findById(id).forUpdate().throwIfNotFound({ id });
  }

  /** Stores a new fold and owes it to the panel. */
  static async owe(
    trx: Transaction,
    id: bigint,
    owed: Entitlement,
    lastGrantId: bigint,
    now: Date,
  ): Promise<Date | null> {
    const nextChangeAt = nextChange(owed, now);
    const extras = owed.extras.map(({ devices, trafficBytes, until }) => ({
      devices,
      trafficBytes: String(trafficBytes),
      until: until.toISOString(),
    }));
    await this.query(trx)
      .findById(id)
      .patch({
        paidUntil: owed.end,
        planVersionId: owed.planVersionId,
        extras,
        lastGrantId,
        nextChangeAt,
        revision: raw('revision + 1'),
      });
    return nextChangeAt;
  }

  /** The row as it is now, ours to call the panel for until the lease ends; undefined when it is another's turn. */
  static async takeTurn(id: bigint, token: string, leaseMs: number): Promise<Subscription | undefined> {
    const rows = await promptly(
      this.query()
        .where({ id })
        .whereRaw(turnIsFree)
        .patch({ turn: token, turnUntil: leaseFor(leaseMs) })
        .returning('*'),
    );
    return rows?.[0];
  }

  /** A longer lease for another call of the same run. False when the turn is no longer ours: stop. */
  static async keepTurn(id: bigint, token: string, leaseMs: number): Promise<boolean> {
    const rows = await promptly(
      this.query()
        .where({ id, turn: token })
        .whereRaw(turnIsHeld)
        .patch({ turnUntil: leaseFor(leaseMs) }),
    );
    return rows === 1;
  }

  /** Records what the panel holds and ends the turn. Undefined when the turn was no longer ours: nothing is known. */
  static async endTurn(
    trx: Transaction,
    id: bigint,
    token: string,
    held: Pick<Subscription, 'panelId' | 'panelAccount' | 'link' | 'trafficUsedBytes' | 'revision'>,
  ): Promise<Subscription | undefined> {
    const { revision: appliedRevision, ...rest } = held;
    const [row] = await this.query(trx)
      .where({ id, turn: token })
      .patch({ ...rest, appliedRevision, ...noTurn })
      .returning('*');
    return row;
  }

  /** The panel refused, or nothing was to be done: the next may try at once. False when the turn was no longer ours. */
  static async giveTurnBack(id: bigint, token: string): Promise<boolean> {
    return (await this.query().where({ id, turn: token }).patch(noTurn)) > 0;
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

  /** What a page of ours shows for a ticket: the link and its person's language, theirs or guessed; null when there is none. */
  static async behind(
    ticket: string,
    fallback: 'ru' | 'en',
  ): Promise<{ link: string; language: 'ru' | 'en' } | null> {
    const row = await this.query()
      .joinRaw('join users u on u.id = subscriptions.user_id')
      .where('openTicket', ticket)
      .whereNotNull('link')
      .select(
        'link',
        this.raw(
          "coalesce(u.language, substring(lower(u.language_guess) from '^(ru|en)(-|$)'), ?) as language",
          [fallback],
        ),
      )
      .first();
    return (row as { link: string; language: 'ru' | 'en' } | undefined) ?? null;
  }
}
