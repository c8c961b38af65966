import { Later, UpstreamFailed } from '../domain/errors.js';
import { correlated } from '../correlation.js';
import { handleUpdate } from '../chat/handle-update.js';
import { apologize, askPatience, saySlowDown } from '../chat/say-aside.js';
import { defineJob } from '../queue/define-job.js';
import type { Taken } from '../queue/mailbox.js';
import { outcomeOf } from '../queue/outcome.js';
import type { Scope } from '../queue/scope.js';

/** After so many another person's box is served: nobody who taps fast holds a worker's slot. */
const atOnce = 10;

/**
 * Empties one person's mailbox, in order, one update at a time. The subject is the person's Telegram id.
 *
 * Safe to repeat: what was handled is marked in its own transaction, and only taken out by whoever has the turn. A
 * poison update is set aside after five tries, with an apology, and the chat goes on; an outage of Telegram counts as
 * none: what was handled is answered however late.
 */
export default defineJob({
  name: 'mailbox.drain',
  queue: 'updates',

  async run(person, scope) {
    const { mailbox, signal } = scope;
    const { token, first } = await mailbox.begin(person);
    let taken = first;
    for (let handled = 1; 'letter' in taken; handled++) {
      await serve(person, taken, scope);
      if (handled === atOnce || signal.aborted) {
        await mailbox.leave(person, token, taken.raw);
        if (signal.aborted) throw new Later('stopping', 0);
        return mailbox.wake(person, `more-${Date.now()}`);
      }
      taken = await mailbox.next(person, token, taken.raw);
    }
    if (taken.is === 'slow') await saySlowDown(person, scope);
  },
});

type Full = Extract<Taken, { readonly letter: unknown }>;

async function serve(person: string, taken: Full, scope: Scope): Promise<void> {
  if (taken.is === 'letter') return handle(person, taken, scope);
  scope.log.error({ updateId: taken.letter.updateId }, 'an update was set aside');
  await apologize(taken.letter.update, scope);
}

async function handle(person: string, { letter, tries }: Full, scope: Scope): Promise<void> {
  const { update, receivedAt, updateId } = letter;
  try {
    await correlated(String(updateId), async () => {
      const replied = await handleUpdate(update, scope);
      const ms = Date.now() - receivedAt;
      scope.log.info({ ms, replied }, 'update');
      if (replied) scope.meter.replied(ms);
    });
  } catch (error) {
    if (tries === 1) await askPatience(update, scope);
    // It is not the letter's fault: a 429, our own database being away, or Telegram failing, which is only asked
    // after the commit.
    const { is } = outcomeOf(error, { attempt: 1, attempts: 2, ageMs: 0 });
    if (is === 'later' || error instanceof UpstreamFailed) await scope.mailbox.excuse(person);
    throw error;
  }
}
