import type { Command } from 'commander';
import { Never } from '../../domain/errors.js';
import { createMailbox } from '../../queue/mailbox.js';
import type { OpenQueues } from '../../queue/producer.js';
import { listSetAside, retrySetAside } from '../../queue/set-aside.js';
import { id } from './money.js';
import { readReason } from './reason.js';
import { actor, inShop, type Shop } from './shop.js';
import { withRedis } from './with-redis.js';

export function addUpdates(program: Command): void {
  const updates = program.command('updates').description('what people sent and nobody could handle');
  updates
    .command('list')
    .description('which updates were set aside, whose they are and when they came; the newest first')
    .action(
      inShop((shop) =>
        withRedis(shop.config.redis, async ({ redis }) => {
          shop.print(await listSetAside(redis));
        }),
      ),
    );
  updates
    .command('retry')
    .description('puts them back into their mailboxes')
    .argument('<id...>', 'as `updates list` shows it', (text: string, before: number[] | undefined) => [
      ...(before ?? []),
      Number(id(text)),
    ])
    .option('--reason <text>', 'why, for the audit trail', readReason, 'asked for')
    .action(
      inShop((shop, ids: number[], { reason }: { reason: string }) =>
        withRedis(shop.config.redis, (opened) => retry(shop, opened, ids, reason)),
      ),
    );
}

async function retry(
  { db, print }: Shop,
  { redis, queues }: OpenQueues,
  ids: readonly number[],
  reason: string,
): Promise<void> {
  const who = actor();
  const again = await retrySetAside(redis, createMailbox(redis, queues.get('updates')!), ids);
  if (again.length === 0)
    throw new Never('updates.unknown', 'no update with that id was set aside: `updates list` shows them');
  await db.transaction(async (trx) => {
    for (const one of again)
      await db.auditTrail.note(trx, {
        actor: who,
        action: 'update.retry',
        subject: `update:${one}`,
        reason,
      });
  });
  print({ retried: again }, `${again.length} of ${ids.length} are handled again`);
}
