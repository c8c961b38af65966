import { Later } from '../domain/errors.js';
import { defineJob } from '../queue/define-job.js';

interface Counted {
  /** The newest day that was counted; it is counted again while it lasts, and once more after it. */
  readonly day: string;
  readonly at: string;
}

export const counted = 'figures';
export type { Counted };

/**
 * Counts what operators ask for, day by day. The subject is the tick. Safe to repeat: a day is counted anew, the last two
 * with each tick, and all of them when nothing was counted yet.
 */
export default defineJob({
  name: 'figures.count',
  queue: 'reports',
  schedule: '*/5 * * * *',

  async run(_slot, { db, chat, now, signal }) {
    const at = now();
    const before = await db.settings.get<Counted>(counted);
    for (const day of await db.figures.days(chat.timezone, at, before?.day ?? null)) {
      if (signal.aborted) throw new Later('stopping', 0);
      await db.figures.count(day);
      await db.settings.set(counted, { day: day.day, at: at.toISOString() } satisfies Counted);
    }
  },
});
