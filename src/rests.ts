import type { Connection } from './queue/connect.js';
import { prefix } from './queue/topology.js';

/** Services by the time, in milliseconds, until which they are known to rest. */
const key = `${prefix}:resting`;
/** A process that died says nothing any more: so long does its word count. */
const wordMs = 10_000;

export type Rests = ReturnType<typeof createRests>;

/**
 * Which services are given a rest by the breaker of any process of the fleet: who calls a provider is not who draws the
 * ways to pay. `look` is to be called every few seconds. Without Redis everything counts as it was seen last.
 */
export function createRests(redis: Connection) {
  const own = new Set<string>();
  let resting: ReadonlySet<string> = new Set();

  const tell = (...services: string[]): Promise<unknown> => {
    const until = Date.now() + wordMs;
    return redis
      .multi()
      .zadd(key, ...services.flatMap((service) => [until, service]))
      .pexpire(key, wordMs)
      .exec();
  };

  return {
    /** What a breaker of this process says; the next look tells it to the others. */
    note(service: string, isOpen: boolean): void {
      if (isOpen) own.add(service);
      else if (own.delete(service)) void redis.zrem(key, service).catch(() => {}); // its word runs out by itself
    },
    isResting: (service: string): boolean => resting.has(service),
    async look(): Promise<void> {
      if (own.size > 0) await tell(...own);
      resting = new Set(await redis.zrangebyscore(key, Date.now(), '+inf'));
    },
  };
}
