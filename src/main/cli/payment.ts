import type { Command } from 'commander';
import { resolvePayment, type Resolution } from '../../effects/resolve-payment.js';
import { id } from './money.js';
import { readReason } from './reason.js';
import { actor, inShop } from './shop.js';

/** What a person decides about a payment that waits in review. */
export function addPayment(program: Command): void {
  const payment = program.command('payment').description('decides about a payment that is in review');
  const decide = (name: string, to: Resolution['to'], description: string) =>
    payment
      .command(name)
      .description(description)
      .argument('<payment>', 'its id', id)
      .requiredOption('--reason <text>', 'why, for the audit trail', readReason)
      .action(
        inShop(async ({ db, print }, paymentId: bigint, { reason }: { reason: string }) => {
          const resolution = { paymentId, to, actor: actor(), reason };
          await db.transaction((trx) => resolvePayment(db, trx, resolution, new Date()));
          print({ id: paymentId, state: to }, `payment ${paymentId} is ${to} now`);
        }),
      );
  decide('settle', 'succeeded', "counts it as paid, at its invoice's amount: access or balance are given");
  decide('cancel', 'canceled', 'gives nothing for it; money that came is sent back with `refund` first');
}
