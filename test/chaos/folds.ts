import type { Transaction } from 'objection';
import type { Db } from '../../src/db/db.js';
import type { Subscription } from '../../src/db/models/subscription.js';
import { fold } from '../../src/domain/grants.js';

/** What a subscription is owed against the fold of its grants; null where they agree. */
export async function unfolded(db: Db, trx: Transaction, { id, owed }: Subscription): Promise<string | null> {
  const [is, should] = [show(owed), show(fold(await db.grants.of(trx, id)))];
  return is === should ? null : `subscription ${id}: ${is}, folded ${should}`;
}

/** Looks, in one snapshot, at the subscriptions whose debt has moved since the last look. */
export function watchFolds(db: Db): () => Promise<string[]> {
  const seen = new Map<bigint, number>();
  return () =>
    db.knex.transaction(
      async (trx) => {
        const wrong: string[] = [];
        for (const subscription of await db.subscriptions.query(trx)) {
          const { id, revision } = subscription;
          if (seen.get(id) === revision) continue;
          const what = await unfolded(db, trx, subscription);
          if (what !== null) wrong.push(what);
          else seen.set(id, revision);
        }
        return wrong;
      },
      { isolationLevel: 'repeatable read' },
    );
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
