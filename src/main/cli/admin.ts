import type { Command } from 'commander';
import { Never } from '../../domain/errors.js';
import { id } from './money.js';
import { readReason } from './reason.js';
import { actor, inShop } from './shop.js';

interface Options {
  readonly remove?: boolean;
  readonly reason: string;
}

export function addAdmin(program: Command): void {
  program
    .command('admin')
    .description('makes a person an operator, or one no longer')
    .argument('<telegram-id>', 'who pressed Start before', id)
    .option('--remove', 'takes it back')
    .option('--reason <text>', 'why, for the audit trail', readReason, 'asked for')
    .action(
      inShop(async ({ db, print }, telegramId: bigint, { remove, reason }: Options) => {
        const role = remove ? null : 'admin';
        await db.transaction(async (trx) => {
          const [user] = await db.users.query(trx).where({ telegramId }).patch({ role }).returning('id');
          if (!user)
            throw new Never('admin.unknown', `nobody with the Telegram id ${telegramId} has pressed Start`);
          const action = remove ? 'admin.remove' : 'admin.add';
          await db.auditTrail.note(trx, {
            actor: actor(),
            action,
            subject: `user:${user.id}`,
            reason,
          });
        });
        print(
          { telegramId, role },
          remove ? `${telegramId} is no operator any more` : `${telegramId} is an operator now`,
        );
      }),
    );
}
