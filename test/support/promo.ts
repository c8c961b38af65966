import type { Db } from '../../src/db/db.js';

/** A code of the shop; seven days for whoever comes, unless told otherwise. */
export async function promoCode(db: Db, change: Record<string, unknown> = {}): Promise<bigint> {
  const [row] = await db
    .knex('promo_codes')
    .insert({
      code: 'GIFT',
      kind: 'days',
      createdBy: 'test',
      ...(change['kind'] ? {} : { days: 7 }),
      ...change,
    })
    .returning<{ id: bigint }[]>('id');
  return row!.id;
}
