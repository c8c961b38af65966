import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { SavedMethod } from '../domain/saved-method.js';
import forgetMethod from '../jobs/method.forget.js';
import { promises } from '../queue/promise.js';

/**
 * Keeps what somebody lets us charge, once per id of its provider's; `chosenAt` makes it their default. What it takes the
 * place of is forgotten at the provider, too.
 */
export async function saveMethod(
  db: Db,
  trx: Transaction,
  userId: bigint,
  provider: string,
  method: SavedMethod,
  chosenAt: Date | null = null,
): Promise<void> {
  const replaced = await db.paymentMethods.save(trx, userId, provider, method, chosenAt);
  if (replaced.length === 0) return;
  await promises(
    trx,
    replaced.map((subject) => ({ job: forgetMethod, subject })),
  );
}
