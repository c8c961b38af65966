import type { Command } from 'commander';
import { Never } from '../../domain/errors.js';
import { setBan, type Banning } from '../../effects/set-ban.js';
import { id } from './money.js';
import { readReason } from './reason.js';
import { actor, inShop } from './shop.js';

/** Who may not use the shop. */
export function addBan(program: Command): void {
  const decide = (name: string, to: Banning['to'], description: string) =>
    program
      .command(name)
      .description(description)
      .argument('<telegram-id>', 'who pressed Start before', id)
      .requiredOption('--reason <text>', 'why, for the audit trail', readReason)
      .action(
        inShop(async ({ db, config, print }, telegramId: bigint, { reason }: { reason: string }) => {
          if (to === 'banned' && config.ADMIN_IDS.includes(telegramId))
            throw new Never('ban.operator', `${telegramId} is in ADMIN_IDS: take that away first`);
          const banning = { telegramId, to, actor: actor(), reason };
          const changed = await db.transaction((trx) => setBan(db, trx, banning, new Date()));
          const state = to === 'banned' ? 'banned' : 'not banned';
          print({ telegramId, state, changed }, `${telegramId} is ${state}${changed ? ' now' : ' already'}`);
        }),
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
