import type { Command } from 'commander';
import { Never } from '../../domain/errors.js';
import { id } from './money.js';
import { readReason } from './reason.js';
import { actor, inShop } from './shop.js';

export function addJobs(program: Command): void {
  const jobs = program.command('jobs').description('dead letters: promises that wait for a person');
  jobs
    .command('list')
    .description('what is parked, and why')
    .action(
      inShop(async ({ db, print }) => {
        print(
          await db
            .knex('outbox')
            .whereNotNull('parkedAt')
            .orderBy('parkedAt')
            .limit(200)
            .select('id', 'key', 'parkedAt', 'sends', 'reason'),
        );
      }),
    );
  jobs
    .command('retry')
    .description('owes a dead letter again, at once')
    .argument('<id...>', 'as `jobs list` shows it', (text: string, before: bigint[] | undefined) => [
      ...(before ?? []),
      id(text),
    ])
    .option('--reason <text>', 'why, for the audit trail', readReason, 'asked for')
    .action(
      inShop(async ({ db, print }, parked: bigint[], { reason }: { reason: string }) => {
        const who = actor();
        const reopened = await db.transaction(async (trx) => {
          const ids = await db.outbox.reopen(trx, parked);
          for (const one of ids)
            await db.auditTrail.note(trx, {
              actor: who,
              action: 'job.retry',
              subject: `promise:${one}`,
              reason,
            });
          return ids;
        });
        const count = reopened.length;
        if (count === 0)
          throw new Never('jobs.unknown', `no dead letter has that id: \`jobs list\` shows those that wait`);
        db.wake();
        print({ reopened: count }, `${count} of ${parked.length} are owed again`);
      }),
    );
}
