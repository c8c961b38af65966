import { randomUUID } from 'node:crypto';
import type { Transaction } from 'objection';
import { deadline } from '../deadline.js';
import { callMs, slackMs } from '../domain/deadline.js';
import { Later, Never, refused } from '../domain/errors.js';
import type { CallOptions } from '../http.js';
import type { Panel } from '../panels/panel.js';
import type { Scope } from '../queue/scope.js';
import { findPanel } from './find-panel.js';

const leaseMs = callMs.panel + slackMs;

export interface PanelCall<Told> {
  /** May be tried again after any outcome. `ref` is the account's. */
  ask(panel: Panel, ref: string, call: CallOptions): Promise<Told>;
  /** What it told, written down in the transaction that ends the turn. */
  record(trx: Transaction, told: Told): Promise<void>;
}

/**
 * Asks the panel one thing about a subscription's account, in its turn: nobody else tells the panel anything of it
 * meanwhile. False when there is no account. After an outcome that is unknown the turn is kept to its end, since the call
 * may still land.
 *
 * @throws {Later} while it is another's turn, and when ours ran out before the answer was written down
 */
export async function panelCall<Told>(
  id: bigint,
  { ask, record }: PanelCall<Told>,
  { db, panels, signal }: Scope,
): Promise<boolean> {
  const token = randomUUID();
  const subscription = await db.subscriptions.takeTurn(id, token, leaseMs);
  if (!subscription) throw new Later(`it is another's turn to call about subscription ${id}`, 1_000);
  try {
    const { panelId, panelAccount: ref } = subscription;
    if (panelId === null || ref === null) {
      await db.subscriptions.giveTurnBack(id, token);
      return false;
    }
    const { kind, panel } = await findPanel(db, panels, panelId);
    if (!panel) throw new Never('panel.not_configured', `the panel "${kind}" is not configured`);
    const call = { signal: deadline(callMs.panel, signal), subject: `subscription:${id}` };
    const told = await ask(panel, ref, call);
    await db.transaction(async (trx) => {
      if (!(await db.subscriptions.giveTurnBack(id, token, trx)))
        throw new Later(`the turn to call about subscription ${id} ran out`, 1_000);
      await record(trx, told);
    });
    return true;
  } catch (error) {
    if (refused(error)) await db.subscriptions.giveTurnBack(id, token);
    throw error;
  }
}
