import { setTimeout as sleep } from 'node:timers/promises';
import mandateMatch from '../../../src/jobs/mandate.match.js';
import orderExpire from '../../../src/jobs/order.expire.js';
import starsMatch from '../../../src/jobs/stars.match.js';
import { promise } from '../../../src/queue/promise.js';
import { mend } from '../../e2e/support/faults.js';
import { tell } from '../../e2e/support/buyer.js';
import type { Shop } from '../../support/fleet/open-shop.js';
import { stubborn } from '../market.js';
import { quiet } from '../settle.js';
import type { MoneyMarket } from './market.js';

/**
 * Nothing breaks any more. What waits for its hour comes now: notices, questions about payments whose notice got lost,
 * the walk over Telegram's list. Then everything is told once more, as a day later, last first. Answers what is still
 * owed when nothing moves any more.
 */
export async function settleMoney(shop: Shop, market: MoneyMarket, ms: number): Promise<readonly string[]> {
  await mend(shop);
  for (const name of ['telegram', ...shop.sandbox.others.keys()])
    await tell(shop, `/control/${name}/faults`, undefined, 'DELETE');
  const owed = () => stubborn(() => owedIn(shop, market));
  await expireParts(shop);
  await askSoon(shop);
  const forgotten = await quiet(owed, ms);
  if (forgotten.length > 0) return forgotten;
  for (const { provider, bill } of market.deeds.filter(({ is }) => is === 'paid').toReversed())
    market.counters.find((counter) => counter.provider === provider)?.tellAgain(bill);
  await sleep(1_000);
  return quiet(owed, ms);
}

/** Orders that nobody paid in their day: what they hold of a balance comes back. */
async function expireParts({ db }: Shop): Promise<void> {
  const old = new Date(Date.now() - 25 * 3_600_000);
  const holding = () => db.knex('orders').where('heldMinor', '>', 0).where({ state: 'open' });
  await stubborn(() => holding().update({ createdAt: old }));
  await stubborn(() => db.transaction((trx) => promise(trx, orderExpire, `chaos-end-${Date.now()}`)));
}

/** What nobody told us is asked for; what is to come in minutes or hours comes now. */
async function askSoon({ db }: Shop): Promise<void> {
  await stubborn(() =>
    db
      .knex('outbox')
      .whereIn('job', ['payment.poll', 'refund.issue', 'binding.check'])
      .whereNull('doneAt')
      .whereNull('parkedAt')
      .update({ dueAt: new Date() }),
  );
  for (const list of [starsMatch, mandateMatch])
    await stubborn(() => db.transaction((trx) => promise(trx, list, `chaos-${Date.now()}`)));
}

async function owedIn({ db, redis }: Shop, market: MoneyMarket): Promise<readonly string[]> {
  for (const counter of market.counters) counter.hurry();
  const promises: string[] = await db
    .knex('outbox')
    .whereNull('doneAt')
    .whereNull('parkedAt')
    .where('dueAt', '<=', db.knex.raw('clock_timestamp()'))
    .pluck('key');
  const letters = await redis.zrange('{2getpro}:mail:waiting', '0', '-1');
  const notices = market.counters.flatMap(({ provider, waiting }) =>
    waiting().map((notice) => `a notice of ${provider}: ${notice}`),
  );
  return [...promises, ...letters.map((person) => `a letter of ${person}`), ...notices];
}
