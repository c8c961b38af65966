import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Connection } from '../queue/connect.js';
import { prefix } from '../queue/topology.js';

export interface LoginLimits {
  /** Counts an attempt before it is looked at; answers the seconds to wait when there were too many. */
  attempt(address: string, user: string): Promise<number>;
  /** It was the right one: the account's count from this address begins anew. */
  succeeded(address: string, user: string): Promise<void>;
}

/**
 * Five attempts in a quarter of an hour for an account from an address, twenty in an hour from an address whatever
 * the account. Never for the account alone: anybody could lock its owner out. Kept in Redis for all processes, and
 * in this one while Redis is away.
 */
export function createLoginLimits(redis: Connection): LoginLimits {
  const pair = limiter(redis, 'login-pair', 5, 900);
  const whole = limiter(redis, 'login-address', 20, 3_600);
  return {
    async attempt(address, user) {
      const from = networkOf(address);
      const waits = await Promise.all([consume(whole, from), consume(pair, pairOf(from, user))]);
      return Math.max(...waits);
    },
    async succeeded(address, user) {
      await pair.delete(pairOf(networkOf(address), user));
    },
  };
}

const limiter = (redis: Connection, name: string, points: number, duration: number): RateLimiterRedis =>
  new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${prefix}:${name}`,
    points,
    duration,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory({ points, duration }),
  });

async function consume(limit: RateLimiterRedis, key: string): Promise<number> {
  try {
    await limit.consume(key);
    return 0;
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
    throw error;
  }
}

/** Whoever has one address of IPv6 has its /64. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4'
    ? parsed.toString()
    : parsed.toNormalizedString().split(':').slice(0, 4).join(':');
}

/** What was typed has no limit of its own, and is nobody's business in Redis. */
const pairOf = (from: string, user: string): string =>
  `${from}|${createHash('sha256').update(user).digest('base64url')}`;
