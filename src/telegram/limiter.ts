import { setTimeout as sleep } from 'node:timers/promises';
import { Throttled } from '../domain/errors.js';
import type { Lane } from '../domain/lane.js';
import type { Connection } from '../queue/connect.js';

const prefix = '{2getpro}:telegram';

/**
 * One bucket of 20 tokens, 28 more a second, for the whole fleet: a lane may take one only while more than its floor are
 * left, so that replies find some when others have none. Telegram's own bucket is a little larger: what was let through
 * here in good order arrives there in bunches. Beside it, for new messages, one chat's rate of one a second
 * with a burst of three. An edit that answers a tap pays nothing: Telegram counts what is new, and of taps there may be
 * more than 28 a second. Answers the milliseconds to wait; 0 when it may go, and then it has paid.
 * (Limits: core.telegram.org/bots/faq, "My bot is hitting limits".)
 */
const script = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local paused = math.max(redis.call('pttl', KEYS[3]), redis.call('pttl', KEYS[4]))
if paused > 0 then return paused end
local floor = tonumber(ARGV[1])
if floor == 0 and ARGV[2] == '0' then return 0 end
local bucket = redis.call('hmget', KEYS[1], 'tokens', 'at')
local tokens = math.min(20, (tonumber(bucket[1]) or 20) + (now - (tonumber(bucket[2]) or now)) * 0.028)
if tokens < floor + 1 then return math.ceil((floor + 1 - tokens) / 0.028) end
if ARGV[2] == '1' then
  local free = math.max(now, tonumber(redis.call('get', KEYS[2])) or now)
  if free - now > 2000 then return free - now - 2000 end
  redis.call('set', KEYS[2], free + 1000, 'px', 5000)
end
redis.call('hset', KEYS[1], 'tokens', tokens - 1, 'at', now)
redis.call('pexpire', KEYS[1], 5000)
return 0`;

/**
 * Telegram does not say whether its 429 is about a chat or about us, so it is taken for the chat's; once several had one
 * within five seconds it is about us, for as long as it is about all of them. No pause is ever made shorter.
 */
const pauseScript = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function pause(key, ms)
  if redis.call('pttl', key) < ms then redis.call('set', key, '1', 'px', ms) end
end
local ms = tonumber(ARGV[2])
pause(KEYS[1], ms)
redis.call('zremrangebyscore', KEYS[2], '-inf', now)
redis.call('zadd', KEYS[2], now + ms, ARGV[1])
redis.call('pexpire', KEYS[2], 5000, 'nx')
if redis.call('zcard', KEYS[2]) < 3 then return end
local soonest = redis.call('zrange', KEYS[2], 0, 0, 'withscores')[2] - now
for lane = 3, #KEYS do pause(KEYS[lane], soonest) end`;

const floors: Readonly<Record<Lane, number>> = { 0: 0, 1: 5, 2: 12 };

/** A longer wait than this is not worth a worker's slot: the job comes again. */
const patienceMs = 1_500;

export interface Limiter {
  /** Returns when it may be sent; throws {Throttled} when that is too far away to wait for. */
  acquire(lane: Lane, chatId: bigint, isNew: boolean): Promise<void>;
  /**
   * Telegram said 429: nobody in the fleet sends to this chat for so long; and when others were refused, too, nobody sends
   * in this lane, or a lower one. `whom` is the chat, or what was asked where it is about none.
   */
  pause(lane: Lane, whom: bigint | string, ms: number): Promise<void>;
}

const lanes = [0, 1, 2] as const;
const paused = (what: Lane | `chat:${bigint | string}`): string => `${prefix}:paused:${what}`;

export function createLimiter(redis: Connection): Limiter {
  return {
    async acquire(lane, chatId, isNew) {
      for (let waitedMs = 0; ;) {
        const pauses = [paused(lane), paused(`chat:${chatId}`)];
        const keys = [`${prefix}:bucket`, `${prefix}:chat:${chatId}`, ...pauses];
        const waitMs = Number(await redis.eval(script, 4, ...keys, floors[lane], isNew ? '1' : '0'));
        if (waitMs === 0) return;
        waitedMs += waitMs;
        if (waitedMs > patienceMs) throw new Throttled('telegram', waitMs);
        await sleep(waitMs);
      }
    },
    async pause(lane, whom, ms) {
      const stopped = lanes.filter((other) => other >= lane).map(paused);
      const keys = [paused(`chat:${whom}`), `${prefix}:refused:${lane}`, ...stopped];
      await redis.eval(pauseScript, keys.length, ...keys, String(whom), Math.ceil(ms));
    },
  };
}
