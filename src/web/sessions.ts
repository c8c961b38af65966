import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Connection } from '../queue/connect.js';
import { prefix } from '../queue/topology.js';

const idleSeconds = 30 * 60;
const wholeMs = 12 * 3_600_000;
/** An answer that takes longer is none: with Redis away a command would wait for it to come back. */
const patienceMs = 1_000;

const Held = z.object({ user: z.string(), openedAt: z.number(), credentials: z.string() });

/** Redis does not answer, and so nobody can be known. */
export class SessionsAway extends Error {}

export interface Sessions {
  /** The id that goes into the cookie; 256 random bits. */
  open(user: string): Promise<string>;
  /** Who it is; null once it was idle for half an hour, lasted twelve, was closed or the password was changed. */
  userOf(id: string): Promise<string | null>;
  close(id: string): Promise<void>;
}

/**
 * Sessions of the board. Redis holds only a hash of each id, so that who reads Redis cannot become somebody.
 *
 * @param credentials whatever a session must not outlive
 */
export function createSessions(
  redis: Connection,
  credentials: string,
  now: () => number = Date.now,
): Sessions {
  const print = sha256(credentials);
  return {
    async open(user) {
      const id = randomBytes(32).toString('base64url');
      const held = JSON.stringify({ user, openedAt: now(), credentials: print });
      await soon(redis, () => redis.set(keyOf(id), held, 'EX', idleSeconds));
      return id;
    },
    async userOf(id) {
      const text = await soon(redis, () => redis.getex(keyOf(id), 'EX', idleSeconds));
      if (text === null) return null;
      const held = Held.safeParse(JSON.parse(text)).data;
      if (held?.credentials === print && now() - held.openedAt < wholeMs) return held.user;
      await soon(redis, () => redis.del(keyOf(id)));
      return null;
    },
    async close(id) {
      await soon(redis, () => redis.del(keyOf(id)));
    },
  };
}

async function soon<T>(redis: Connection, command: () => Promise<T>): Promise<T> {
  if (redis.status !== 'ready') throw new SessionsAway('not connected to Redis');
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SessionsAway('Redis does not answer')), patienceMs);
  });
  return Promise.race([command(), tooLong]).finally(() => clearTimeout(timer));
}

const keyOf = (id: string): string => `${prefix}:session:${sha256(id)}`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
