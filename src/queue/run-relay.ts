import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Db } from '../db/db.js';
import { scrub } from '../scrub.js';
import type { Jobs } from './load-jobs.js';
import type { Producer } from './producer.js';
import { relay } from './relay.js';
import { rememberRedis, type Alone } from './wipe.js';

const limit = 500;
/** A claim is sent in much less, but for one that waits for a Redis that is away. */
const closingMs = 1_000;

export interface Relay {
  /** Something was promised. */
  wake(): void;
  /** Claims nothing more. A round that does not end is left behind: what it did not send is sent again by others. */
  close(): Promise<void>;
}

/**
 * Relays in this process until closed: when woken, and each second, because a wake-up may get lost; each second it also
 * looks for what was lost. One round at a time; a wake-up during a round is another go of it. `scale` shortens recovery
 * in tests.
 */
export function runRelay(
  db: Db,
  jobs: Jobs,
  { send, redis }: Producer,
  { log, alone, scale = 1 }: { readonly log: Logger; readonly alone: Alone; readonly scale?: number },
): Relay {
  const names = [...jobs.keys()]; // during a deploy the others are somebody else's to send
  let woken = false;
  let isDue = true;
  const closing = new AbortController();
  let running: Promise<void> | undefined;

  const recover = async (): Promise<void> => {
    await rememberRedis(redis, db, alone);
    while (
      !closing.signal.aborted &&
      (await relay(db, send, () => db.outbox.claimOverdue(names, limit, scale))) === limit
    );
  };
  const drain = async (): Promise<void> => {
    let sent = 0;
    do {
      woken = false;
      if (isDue) {
        isDue = false;
        await recover(); // in between too: a busy worker is woken without end
      }
      if (closing.signal.aborted) return;
      sent = await relay(db, send, () => db.outbox.claim(names, limit));
    } while (sent >= 100 || woken || isDue);
  };
  const round = (): void => {
    woken = true;
    running ??= drain()
      .catch((error: unknown) => log.error({ reason: scrub(error) }, 'relaying failed'))
      .finally(() => (running = undefined));
  };

  const poll = setInterval(() => {
    isDue = true;
    round();
  }, 1_000);
  round();
  return {
    wake: round,
    async close() {
      closing.abort();
      clearInterval(poll);
      await Promise.race([running, sleep(closingMs, undefined, { ref: false })]);
    },
  };
}
