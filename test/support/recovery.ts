import type { Db } from '../../src/db/db.js';
import type { Sendable } from '../../src/db/outbox.js';
import { relay } from '../../src/queue/relay.js';

/** How promises came to be owed: claimed by a relay that died, never claimed, or known to a Redis that was wiped. */
export type Lost = 'claimed' | 'unsent' | 'wiped';

export interface Recovered {
  readonly found: number;
  readonly rounds: number;
  readonly ms: number;
}

const job = 'message.send';
const limit = 500;

/**
 * Owes `count` promises among whatever the database holds, and lets one relay find them all again, as `run-relay` does.
 * `send` gets each batch. What was owed is kept afterwards, so that nothing of it runs.
 */
export async function recover(
  db: Db,
  lost: Lost,
  count: number,
  send: (promises: readonly Sendable[]) => Promise<void> = async () => {},
): Promise<Recovered> {
  const { outbox, knex } = db;
  const names = [job];
  const claim = (): Promise<Sendable[]> =>
    lost === 'claimed' ? outbox.claimOverdue(names, limit, 1) : outbox.claim(names, limit);
  await knex.raw(
    `insert into outbox (job, key, lane, due_at, sent_at, sends)
     select ?, ? || ':0' || n, n % 3, clock_timestamp() - interval '1 min',
       case when ? then clock_timestamp() - interval '30 s' end, ?
     from generate_series(1, ?) n`,
    [job, job, lost !== 'unsent', lost === 'unsent' ? 0 : 1, count],
  );
  await knex.raw('analyze outbox'); // as autovacuum does within a minute

  const began = performance.now();
  if (lost === 'wiped') await outbox.unsendAll();
  const batches: bigint[][] = [];
  const note = async (promises: readonly Sendable[]): Promise<void> => {
    batches.push(promises.map(({ id }) => id));
    await send(promises);
  };
  let [rounds, last] = [0, limit];
  for (; last >= 100; rounds += 1) last = await relay(db, note, claim);
  const ms = performance.now() - began;
  for (const batch of batches) await outbox.close(batch);
  return { found: new Set(batches.flat()).size, rounds, ms };
}
