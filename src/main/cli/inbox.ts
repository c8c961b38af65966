import type { Command } from 'commander';
import { Never } from '../../domain/errors.js';
import panelEvent from '../../jobs/panel.event.js';
import reconcilePayment from '../../jobs/payment.reconcile.js';
import { panelDefinitions } from '../../panels/registry.js';
import { promise } from '../../queue/promise.js';
import { id } from './money.js';
import { actor, inShop } from './shop.js';

export function addInbox(program: Command): void {
  const inbox = program.command('inbox').description('what providers and panels told us');
  inbox
    .command('list')
    .description('the newest events that were ignored')
    .action(
      inShop(async ({ db, print }) => {
        print(
          await db
            .knex('inbox_events')
            .where('state', 'ignored')
            .orderBy('id', 'desc')
            .limit(50)
            .select('id', 'provider', 'eventId', 'receivedAt', 'reason'),
        );
      }),
    );
  inbox
    .command('replay')
    .description('applies an ignored event again')
    .argument('<id>', 'as `inbox list` shows it', id)
    .action(
      inShop(async ({ db, print }, eventId: bigint) => {
        await db.transaction(async (trx) => {
          const row = await trx('inbox_events')
            .where({ id: String(eventId), state: 'ignored' })
            .first('provider', 'body');
          if (!row?.body)
            throw new Never('inbox.nothing', `there is no ignored event ${eventId} with its body`);
          await trx('inbox_events')
            .where({ id: String(eventId) })
            .update({ state: 'new', reason: null });
          await promise(trx, jobFor(row.provider), eventId);
          await db.auditTrail.note(trx, {
            actor: actor(),
            action: 'inbox.replay',
            subject: `inbox:${eventId}`,
          });
        });
        print({ replayed: eventId }, `event ${eventId} is applied again`);
      }),
    );
}

/** Panels tell of accounts, everybody else of money. */
const jobFor = (provider: string) =>
  panelDefinitions.some(({ kind }) => kind === provider) ? panelEvent : reconcilePayment;
