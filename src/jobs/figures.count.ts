import { Later } from '../domain/errors.js';
import { defineJob } from '../queue/define-job.js';

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
    const before = await db.settings.get('figures');
    for (const day of await db.figures.days(chat.timezone, at, before?.day ?? null)) {
      if (signal.aborted) throw new Later('stopping', 0);
      await db.figures.count(day);
      await db.settings.set('figures', { day: day.day, at: at.toISOString() });
    }
  },
});
