import type { Command } from 'commander';
import { Never } from '../../domain/errors.js';
import { setBan, type Banning } from '../../effects/set-ban.js';
import { id } from './money.js';
import { actor, inShop } from './shop.js';

/** Who may not use the shop. */
export function addBan(program: Command): void {
  const decide = (name: string, to: Banning['to'], description: string) =>
    program
      .command(name)
      .description(description)
      .argument('<telegram-id>', 'who pressed Start before', id)
      .requiredOption('--reason <text>', 'why, for the audit trail')
      .action((telegramId: bigint, options: { reason: string }, command: Command) =>
        inShop(async ({ db, config, print }, who: bigint) => {
          if (to === 'banned' && config.ADMIN_IDS.includes(who))
            throw new Never('ban.operator', `${who} is in ADMIN_IDS: take that away first`);
          const banning = { telegramId: who, to, actor: actor(), reason: options.reason };
          const changed = await db.transaction((trx) => setBan(db, trx, banning, new Date()));
          const state = to === 'banned' ? 'banned' : 'not banned';
          print({ telegramId: who, state, changed }, `${who} is ${state}${changed ? ' now' : ' already'}`);
        })(telegramId, options, command),
      );
  decide('ban', 'banned', 'shuts a person out: their access is disabled, and nothing of it is lost');
  decide('unban', 'free', 'lets them in again, with the access that they are owed');
  addList(program);
}

function addList(program: Command): void {
  program
    .command('bans')
    .description('lists who is banned, the newest first')
    .action(
      inShop(async ({ db, print }) => {
        const rows = await db.users
          .query()
          .whereNotNull('bannedAt')
          .orderBy('bannedAt', 'desc')
          .limit(50)
          .select('telegramId', 'username', 'bannedAt');
        print(rows.map(({ telegramId, username, bannedAt }) => ({ telegramId, username, bannedAt })));
      }),
    );
}
