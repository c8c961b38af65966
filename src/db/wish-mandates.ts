import type { Transaction } from 'objection';
import { ask } from './ask.js';

const wish =
  'update mandates set wanted = ?, updated_at = clock_timestamp() where id = ? and wanted <> ? returning id';

const unwantAll =
  'update mandates set wanted = false, updated_at = clock_timestamp() where user_id = ? and wanted returning id';

/** It may go on. False when that was so already. */
export const wantMandate = async (trx: Transaction, id: bigint): Promise<boolean> =>
  (await ask(trx, wish, true, id, true)).length > 0;

/** Not to go on. False when that was so already. */
export const unwantMandate = async (trx: Transaction, id: bigint): Promise<boolean> =>
  (await ask(trx, wish, false, id, false)).length > 0;

/** None of this person's shall go on. Answers those that were to. */
export const unwantMandatesOf = async (trx: Transaction, userId: bigint): Promise<bigint[]> =>
  (await ask<{ id: bigint }>(trx, unwantAll, userId)).map(({ id }) => id);
