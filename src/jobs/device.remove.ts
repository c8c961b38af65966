import type { Transaction } from 'objection';
import { AccountMissing, refused } from '../domain/errors.js';
import { panelCall } from '../effects/panel-call.js';
import { tell } from '../effects/tell.js';
import { defineJob } from '../queue/define-job.js';

/**
 * Takes a device off the panel, which frees its place. The subject is the device's id. Safe to repeat: one that is not
 * there is already gone, and its person sees the list again only while they look at it.
 */
export default defineJob({
  name: 'device.remove',
  queue: 'provisioning',

  async run(subject, scope) {
    const { db } = scope;
    const device = await db.devices.query().findById(subject);
    if (!device || device.removedAt) return;
    const { id, hwid, subscriptionId, removingAt } = device;
    const { userId } = await db.subscriptions.byId(db.knex, subscriptionId);

    const record = async (trx: Transaction): Promise<void> => {
      await db.devices.forget(trx, device);
      const screen = `devices:${subscriptionId}`;
      const reason = `device:${id}:${removingAt?.getTime() ?? 0}`;
      await tell(db, trx, { userId, reason, screen, replaces: screen, inPlace: true, lane: 0 });
    };
    try {
      const asked = await panelCall(
        subscriptionId,
        { ask: (panel, ref, call) => panel.removeDevice(ref, hwid, call).catch(unlessGone), record },
        scope,
      );
      if (!asked) await db.transaction(record);
    } catch (error) {
      // It stays, and may be wished away again.
      if (refused(error) && error.retry === 'never')
        await db.transaction((trx) => db.devices.wish(trx, id, false));
      throw error;
    }
  },
});

/** With its account a device is gone, too. */
function unlessGone(error: unknown): void {
  if (!(error instanceof AccountMissing)) throw error;
}
