import type { Db } from '../db/db.js';
import type { Connection } from './connect.js';
import { prefix } from './topology.js';

const marker = `${prefix}:remembers`;

/** Runs the work if nobody else in the fleet runs it now. */
export type Alone = (name: string, work: () => Promise<void>) => Promise<void>;

/**
 * Sees whether Redis still holds what it was given. If the marker is gone, so is everything else: all open promises
 * become unsent. One worker does it, after another look, so that what was sent again meanwhile is not sent a third
 * time; marked afterwards, so that a crash in between repeats it.
 */
export async function rememberRedis(redis: Connection, db: Db, alone: Alone): Promise<void> {
  if ((await redis.exists(marker)) === 1) return;
  await alone('redis-was-wiped', async () => {
    if ((await redis.exists(marker)) === 1) return;
    await db.outbox.unsendAll();
    await redis.set(marker, new Date().toISOString());
  });
}
