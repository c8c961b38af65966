import type { Command } from 'commander';
import { Never } from '../../domain/errors.js';
import { id } from './money.js';
import { readReason } from './reason.js';
import { actor, inShop } from './shop.js';

/** Whether the books are right: by themselves, and beside what the providers say. */
export function addBooks(program: Command): void {
  const books = program
    .command('books')
    .description('proves the ledger: every currency sums to zero, every balance equals its entries')
    .action(
      inShop(async ({ db, print }) => {
        const wrong = await db.ledger.audit();
        print(wrong, wrong.length === 0 ? 'the books are right' : `wrong: ${wrong.join(', ')}`);
        if (wrong.length > 0) process.exitCode = 1;
      }),
    );
  books
    .command('list')
    .description('where a provider and our books differ, found by the daily proof')
    .action(inShop(async ({ db, print }) => print(await db.breaks.list())));
  books
    .command('explain')
    .description('a person knows why they differ: it alerts no more, until a side says something else')
    .argument('<id>', 'as `books list` shows it', id)
    .requiredOption('--reason <text>', 'why, for the audit trail', readReason)
    .action(
      inShop(async ({ db, print }, breakId: bigint, { reason }: { reason: string }) => {
        await db.transaction(async (trx) => {
          if (!(await db.breaks.explain(trx, breakId, actor(), reason)))
            throw new Never(
              'books.no_break',
              `there is no open difference ${breakId}: \`books list\` shows them`,
            );
          const subject = `break:${breakId}`;
          await db.auditTrail.note(trx, { actor: actor(), action: 'books.explain', subject, reason });
        });
        print({ id: breakId, state: 'explained' }, `difference ${breakId} is explained`);
      }),
    );
}
