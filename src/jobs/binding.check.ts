import { isUnfinished } from '../domain/binding.js';
import { nextPollMs } from '../domain/polling.js';
import { askBinding, endBinding } from '../effects/settle-binding.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';

/** Nobody saves a card for longer; its page is gone after an hour. */
const tailHours = 1;
const usualLifeMs = 3_600_000;

/**
 * Asks what became of a page on which a method is saved, less and less often: of a refused card no provider tells. The
 * subject is the binding's id. Safe to repeat: it settles what the provider says.
 */
const checkBinding = defineJob({
  name: 'binding.check',
  queue: 'payments',

  async run(subject, scope) {
    const { db, now } = scope;
    const binding = await db.methodBindings.query().findById(subject).throwIfNotFound();
    if (!isUnfinished(binding.state)) return;
    const seen = await askBinding(binding, scope);
    if (seen && seen.claim !== 'pending') return;

    const { id, createdAt, polls } = binding;
    const nextMs = nextPollMs(polls + 1, usualLifeMs, tailHours);
    await db.transaction(async (trx) => {
      const locked = await db.methodBindings.lock(trx, id);
      if (!isUnfinished(locked.state)) return;
      if (nextMs === null) return endBinding(db, trx, locked, 'expired');
      await locked.$query(trx).patch({ polls: polls + 1 });
      const dueAt = new Date(Math.max(createdAt.getTime() + nextMs, now().getTime() + 1_000));
      await promise(trx, checkBinding, id, {}, { dueAt });
    });
  },
});

export default checkBinding;
