import type { Command } from 'commander';
import { Never } from '../../domain/errors.js';
import { id } from './money.js';
import { actor, inShop } from './shop.js';

export function addAdmin(program: Command): void {
  program
    .command('admin')
    .description('makes a person an operator, or one no longer')
    .argument('<telegram-id>', 'who pressed Start before', id)
    .option('--remove', 'takes it back')
    .option('--reason <text>', 'why, for the audit trail', 'asked for')
    .action((telegramId: bigint, options: { remove?: boolean; reason: string }, command: Command) =>
      inShop(async ({ db, print }, who: bigint) => {
        const role = options.remove ? null : 'admin';
        await db.transaction(async (trx) => {
          const [user] = await db.users.query(trx).where({ telegramId: who }).patch({ role }).returning('id');
          if (!user) throw new Never('admin.unknown', `nobody with the Telegram id ${who} has pressed Start`);
          const action = options.remove ? 'admin.remove' : 'admin.add';
          await trx('audit_log').insert({
            actor: actor(),
            action,
            subject: `user:${user.id}`,
            reason: options.reason,
          });
        });
        print(
          { telegramId: who, role },
          options.remove ? `${who} is no operator any more` : `${who} is an operator now`,
        );
      })(telegramId, options, command),
    );
}
