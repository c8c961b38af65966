import { setTimeout as sleep } from 'node:timers/promises';
import { mend } from '../e2e/support/faults.js';
import { tell } from '../e2e/support/buyer.js';
import type { Shop } from '../support/fleet/open-shop.js';
import { stubborn, type Market } from './market.js';

/**
 * Nothing breaks any more. Asks soon for payments whose notice got lost, tells again of all that was paid, as a day
 * later, last first, and waits until nothing is owed. Answers what still is when nothing moves any more.
 */
export async function settle(shop: Shop, market: Market, ms: number): Promise<readonly string[]> {
  await mend(shop);
  await tell(shop, '/control/telegram/faults', undefined, 'DELETE');
  const paid = market.deeds.filter(({ is }) => is === 'paid').map(({ payment }) => payment);
  await askSoon(shop, paid);
  const owed = () => stubborn(() => owedIn(shop));
  const forgotten = await quiet(owed, ms);
  if (forgotten.length > 0) return forgotten;
  for (const payment of paid.toReversed()) shop.sandbox.yookassa.tellAgain(payment);
  await sleep(1_000);
  return quiet(owed, ms);
}

/** The next poll of what was paid and is not known yet would come in minutes. */
async function askSoon({ db }: Shop, paid: readonly string[]): Promise<void> {
  await stubborn(() =>
    db
      .knex('outbox')
      .where({ job: 'payment.poll' })
      .whereNull('doneAt')
      .whereIn(
        'key',
        db
          .knex('payments')
          .whereIn('externalId', [...paid])
          .whereIn('state', ['created', 'pending'])
          .select(db.knex.raw(`'payment.poll:' || id`)),
      )
      .update({ dueAt: new Date() }),
  );
}

/** Nothing is owed, three looks long; or nothing moved for so long, however slow the machine is. */
export async function quiet(look: () => Promise<readonly string[]>, ms: number): Promise<readonly string[]> {
  let owed: readonly string[] = [];
  let movedAt = Date.now();
  for (let still = 0; still < 3 && Date.now() - movedAt < ms; await sleep(300)) {
    const before = owed.join();
    owed = await look();
    still = owed.length === 0 ? still + 1 : 0;
    if (owed.join() !== before) movedAt = Date.now();
  }
  return owed;
}

/** Open promises, letters in mailboxes, notices under way, messages not told. */
async function owedIn({ db, redis, sandbox }: Shop): Promise<readonly string[]> {
  const promises = await db
    .knex('outbox')
    .whereNull('doneAt')
    .whereNull('parkedAt')
    .where('dueAt', '<=', db.knex.raw('clock_timestamp()'))
    .pluck('key');
  const letters = await redis.zrange('{2getpro}:mail:waiting', '0', '-1');
  const now = Date.now();
  const notices = sandbox.yookassa.snapshot().notices.filter(({ dueMs }) => dueMs < now + 60_000);
  return [
    ...(promises as string[]),
    ...letters.map((person) => `a letter of ${person}`),
    ...notices.map(({ object }) => `a notice of ${object.id}`),
  ];
}
