import { randomUUID } from 'node:crypto';
import type { RowWithTurn } from '../db/turn.js';
import { callMs, slackMs } from '../domain/deadline.js';
import { Later } from '../domain/errors.js';

export const leaseMs = callMs.provider + slackMs;

/**
 * A row whose provider is ours alone to call now, and the token of that turn. `deed` is what is to be done: "open payment".
 *
 * @throws {Later} while it is another's turn
 */
export async function takeProviderTurn<M extends typeof RowWithTurn>(
  rows: M,
  id: bigint,
  deed: string,
): Promise<{ readonly row: InstanceType<M>; readonly token: string }> {
  const token = randomUUID();
  const row = await rows.takeTurn(id, token, leaseMs);
  if (!row) throw new Later(`it is another's turn to ${deed} ${id}`, 2_000);
  return { row, token };
}
