import { randomUUID } from 'node:crypto';
import type { Connection } from './connect.js';
import { prefix } from './topology.js';

/** Mine already, or nobody's: then it is mine for `ARGV[2]` milliseconds more. */
const script = `
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

export interface Lease {
  /** Takes it, or lengthens it. False while another process has it. */
  hold(): Promise<boolean>;
  /** Lengthens it again and again while `work` goes on: it may be far shorter than the work. */
  during<T>(work: () => Promise<T>): Promise<T>;
  release(): Promise<void>;
}

/** What one process of the fleet does at a time. It outlives a killed holder by `ms`. */
export function createLease(redis: Connection, name: string, ms: number): Lease {
  const me = randomUUID();
  const key = `${prefix}:lease:${name}`;
  const hold = async (): Promise<boolean> => (await redis.eval(script, 1, key, me, ms)) === 1;
  return {
    hold,
    async during(work) {
      const lengthening = setInterval(() => void hold().catch(() => {}), ms / 3); // the next hold() tells
      try {
        return await work();
      } finally {
        clearInterval(lengthening);
      }
    },
    async release() {
      if ((await redis.get(key)) === me) await redis.del(key);
    },
  };
}
