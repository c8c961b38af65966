import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../src/db/db.js';
import { watchFolds } from './folds.js';
import { brokenNow, isFolded, type Found } from './invariants.js';

/** What waits for longer, while hardly anything breaks, will perhaps never be done. */
const lateMs = 12_000;

export interface Watch {
  /** By rule; also what was mended later, which whoever looks in the end does not see. */
  readonly found: () => Readonly<Record<string, Found>>;
  /** Resolves when something is wrong, or looks as if it would be in the end. */
  readonly alarm: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Looks each second, while people buy, at what must hold at any moment. `isUnpaid`: bills for which no money came. */
export function watch(db: Db, isUnpaid: () => readonly string[]): Watch {
  const found = new Map<string, Set<string>>();
  const unfolded = watchFolds(db);
  const stopped = new AbortController();
  let raise = (): void => {};
  const alarm = new Promise<void>((resolve) => (raise = resolve));

  const look = async (): Promise<void> => {
    const rules = { ...(await brokenNow(db)), [isFolded]: await unfolded() };
    for (const [rule, what] of Object.entries(rules)) {
      if (what.length > 0) found.set(rule, new Set([...(found.get(rule) ?? []), ...what]));
    }
    if (found.size > 0 || (await isAmiss(db, isUnpaid()))) raise();
  };
  const looking = (async () => {
    while (!stopped.signal.aborted) {
      await look().catch(() => {}); // the database may be dying just now
      await sleep(1_000, undefined, { signal: stopped.signal }).catch(() => {});
    }
  })();
  return {
    found: () => Object.fromEntries([...found].map(([rule, what]) => [rule, [...what]])),
    alarm,
    async stop() {
      stopped.abort();
      await looking;
    },
  };
}

const overdue = `
  select from outbox where done_at is null and parked_at is null and due_at < :late
  union all select from inbox_events where state = 'new' and received_at < :late
  union all select from grants g where g.source in ('order', 'trial', 'promo') and g.granted_at < :late
    and not exists (select from messages m where m.reason = 'ready:' || g.id and m.sent_at is not null)
  union all select from payments where state = 'succeeded' and external_id = any(:unpaid)`;

/** No verdict, which the rules give in the end: something waits for long, or counts as paid that never was. */
async function isAmiss(db: Db, unpaid: readonly string[]): Promise<boolean> {
  const given = { late: new Date(Date.now() - lateMs), unpaid };
  const { rows } = await db.knex.raw<{ rows: { amiss: boolean }[] }>(
    `select exists (${overdue}) amiss`,
    given as never,
  );
  return rows[0]?.amiss === true;
}
