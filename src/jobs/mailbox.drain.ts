import { AppError, Later } from '../domain/errors.js';
import { handleUpdate } from '../chat/handle-update.js';
import { sayOnce } from '../chat/say-once.js';
import { defineJob } from '../queue/define-job.js';
import type { Letter } from '../queue/mailbox.js';
import type { Scope } from '../queue/scope.js';

/** After so many another person's box is served: nobody who taps fast holds a worker's slot. */
const atOnce = 10;

/**
 * Empties one person's mailbox, in order, one update at a time. The subject is the person's Telegram id.
 *
 * Safe to repeat: what was handled is marked in its own transaction, and only taken out by whoever has the turn. A
 * poison update is set aside after five tries, and the chat goes on.
 */
export default defineJob({
  name: 'mailbox.drain',
  queue: 'updates',

  async run(person, scope) {
    const { mailbox, log, signal } = scope;
    const token = await mailbox.begin(person);
    for (let handled = 0; handled < atOnce; handled++) {
      if (signal.aborted) throw new Later('stopping', 0);
      const taken = await mailbox.take(person, token);
      if (taken.is === 'lost' || taken.is === 'empty') return;
      if (taken.is === 'slow') return sayOnce(person, 'slow-down', scope);
      if (!('letter' in taken)) return;
      if (taken.is === 'poison') {
        log.error({ updateId: taken.letter.updateId }, 'an update was set aside');
        continue;
      }
      await handle(person, taken.letter, scope);
      await mailbox.drop(person, token, taken.raw);
    }
    await mailbox.wake(person, `more-${Date.now()}`);
  },
});

async function handle(person: string, { update, receivedAt, updateId }: Letter, scope: Scope): Promise<void> {
  try {
    await handleUpdate(update, { ...scope, log: scope.log.child({ updateId }) });
    scope.meter.replied(Date.now() - receivedAt);
  } catch (error) {
    if (error instanceof AppError && typeof error.retry === 'object') await scope.mailbox.excuse(person);
    throw error;
  }
}
