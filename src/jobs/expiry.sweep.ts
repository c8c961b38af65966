import { endToldAt, momentsOf, oldestSweep, usualExpiry, type ExpiryMoment } from '../domain/expiry.js';
import { defineJob } from '../queue/define-job.js';
import { promises } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';
import tellOfEnd from './expiry.notice.js';

const pageSize = 500;

/**
 * Finds the subscriptions whose end is told of now: all since the last sweep, of each moment by itself. The subject is the
 * tick. Safe to repeat and to race: who was told is asked where they are told.
 */
export default defineJob({
  name: 'expiry.sweep',
  queue: 'maintenance',
  schedule: '*/10 * * * *',

  async run(_slot, scope) {
    const rules = (await scope.db.settings.get('expiry')) ?? usualExpiry;
    const now = scope.now();
    for (const moment of momentsOf(rules)) await sweep(moment, now, scope);
  },
});

async function sweep(moment: ExpiryMoment, now: Date, { db, signal }: Scope): Promise<void> {
  const name = `expiry.swept:${moment}` as const;
  const last = await db.settings.get(name);
  const oldest = oldestSweep(now);
  const since = new Date(Math.max(last?.upTo ?? 0, oldest.getTime()));
  const until = endToldAt(moment, now);
  let after: { readonly end: Date; readonly id: bigint } | undefined = {
    end: endToldAt(moment, since),
    id: 10n ** 18n, // ends of that very moment were found the last time
  };
  while (after && !signal.aborted) {
    const from: { readonly end: Date; readonly id: bigint } = after;
    const page = await db.subscriptions.ending(db.knex, from, until, pageSize);
    await db.transaction((trx) =>
      promises(
        trx,
        page.map(({ id, end }) => ({
          job: tellOfEnd,
          subject: `${id}:${moment}:${end.getTime()}`,
          lane: 2,
        })),
      ),
    );
    after = page.length === pageSize ? page.at(-1) : undefined;
  }
  if (!signal.aborted) await db.settings.set(name, { upTo: now.getTime() });
}
