import { orderLifetimeMs } from '../domain/order.js';
import { defineJob } from '../queue/define-job.js';

/**
 * Orders that nobody paid within a day are given up; renewals, which are tried for days, by whoever charges them. The
 * subject is the tick. Safe to repeat; money that still comes pays them all the same, or goes to the balance.
 */
export default defineJob({
  name: 'order.expire',
  queue: 'maintenance',
  schedule: '*/15 * * * *',

  async run(_slot, { db, now, log }) {
    const old = () =>
      db.orders
        .query()
        .where('state', 'open')
        .whereNull('termNumber')
        .where('createdAt', '<', new Date(now().getTime() - orderLifetimeMs));
    const expired = { state: 'expired', updatedAt: now() } as const;
    await old().where('heldMinor', 0).patch(expired);
    // What these hold goes back to their people: one at a time, so that none waits for another's balance.
    for (const { id } of await old().select('id')) {
      const patched = db.orders.query().where({ id, state: 'open' }).patch(expired);
      await patched.catch((error: unknown) => log.error({ err: error, order: String(id) }, 'not expired'));
    }
  },
});
