import type { Command } from 'commander';
import { dayMs } from '../../domain/term.js';
import { read, whole } from './goods.js';
import { inShop } from './shop.js';

const days = whole(1, 3_650);

/** Whether trials are worth giving. */
export function addTrials(program: Command): void {
  program
    .command('trials')
    .description('how many took a trial, and how many of them paid later')
    .option('--days <number>', 'of those who took it in the last so many days', '30')
    .action(
      inShop(async ({ db, print }, options: { days: string }) => {
        const last = read(days, options.days, '--days');
        const { trials, paid } = await db.grants.trials(db.knex, new Date(Date.now() - last * dayMs));
        const percent = trials === 0 ? 0 : Math.round((paid / trials) * 1_000) / 10;
        print(
          { days: last, trials, paid, percent },
          `${trials} took a trial in the last ${last} days, ${paid} of them paid later (${percent} %)`,
        );
      }),
    );
}
