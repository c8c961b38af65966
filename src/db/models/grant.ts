import type { Transaction } from 'objection';
import type { Grant as Given } from '../../domain/grants.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

export type GrantSource =
  'order' | 'trial' | 'promo' | 'referral' | 'admin' | 'campaign' | 'import' | 'gift' | 'conversion';

export type NewGrant = Partial<Omit<Given, 'id' | 'grantedAt' | 'withdrawn'>> & {
  readonly source: GrantSource;
  /** Order id, user id (trial), activation id, audit id …: a source gives once. */
  readonly sourceId: string;
};

/** Append-only. What it gave back is a withdrawal beside it, never an UPDATE. */
export class Grant extends Row {
  static override tableName = 'grants';

  declare readonly id: bigint;
  declare readonly subscriptionId: bigint;
  declare readonly source: GrantSource;
  declare readonly sourceId: string;
  declare readonly months: number;
  declare readonly days: number;
  declare readonly planVersionId: bigint | null;
  declare readonly grantedAt: Date;

  /**
   * Call with the subscription locked. Dated by the clock under that lock, and never before the grant ahead of it,
   * so that the order of ids is the order of times and of commits. Null: it was there already.
   */
  static async append(trx: Transaction, subscriptionId: bigint, grant: NewGrant): Promise<Grant | null> {
    const [row] = await ask<Grant>(
      trx,
      `insert into grants (subscription_id, source, source_id, months, days, plan_version_id, extra_devices,
         extra_traffic_bytes, granted_at)
       select ?, ?, ?, ?, ?, ?, ?, ?, greatest(clock_timestamp(),
         (select max(granted_at) from grants where subscription_id = ?))
       on conflict do nothing returning *`,
      subscriptionId,
      grant.source,
      grant.sourceId,
      grant.months ?? 0,
      grant.days ?? 0,
      grant.planVersionId ?? null,
      grant.extraDevices ?? 0,
      grant.extraTrafficBytes ?? 0n,
      subscriptionId,
    );
    return row ?? null;
  }

  /** Everything a subscription was given, in the order of the fold. */
  static async of(trx: Transaction, subscriptionId: bigint): Promise<Given[]> {
    const taken = trx.raw(`(select case when bool_or(w.days is null) then '"all"'::jsonb
      else to_jsonb(coalesce(sum(w.days), 0)::int) end from grant_withdrawals w where w.grant_id = grants.id) withdrawn`);
    return trx('grants').where({ subscriptionId }).orderBy('id').select('grants.*', taken);
  }

  /** The plan of the newest grant that names one, also of one that was taken back; null when none ever did. */
  static async lastPlan(subscriptionId: bigint): Promise<bigint | null> {
    const grant = await this.query()
      .where({ subscriptionId })
      .whereNotNull('planVersionId')
      .orderBy('id', 'desc')
      .first();
    return grant?.planVersionId ?? null;
  }

  /** What its person waits for and was not told of yet, up to the grant `lastId`: nothing that was taken back. */
  static async untold(
    trx: Transaction,
    { id: subscriptionId, toldGrantId }: { readonly id: bigint; readonly toldGrantId: bigint },
    lastId: bigint,
  ): Promise<Grant[]> {
    return this.query(trx)
      .where({ subscriptionId })
      .whereIn('source', ['order', 'trial'])
      .where('id', '>', String(toldGrantId))
      .where('id', '<=', String(lastId))
      .whereRaw(
        'not exists (select from grant_withdrawals w where w.grant_id = grants.id and w.days is null)',
      )
      .orderBy('id');
  }

  /** Takes a grant back: some of its days, or all of it. Once per source. */
  static async withdraw(
    trx: Transaction,
    grantId: bigint,
    days: number | null,
    sourceId: string,
  ): Promise<boolean> {
    const rows = await trx('grant_withdrawals')
      .insert({ grantId, days, sourceId })
      .onConflict(['grantId', 'sourceId'])
      .ignore()
      .returning('id');
    return rows.length > 0;
  }
}
