import { randomUUID } from 'node:crypto';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JsonObject } from './define-job.js';
import type { Payload } from './producer.js';
import { prefix } from './topology.js';

/** One update as it waits: what Telegram sent, and when we had it. */
export interface Letter {
  readonly updateId: number;
  readonly update: JsonObject;
  readonly receivedAt: number;
}

/** More than this many wait only when somebody plays with the buttons, or worse. */
const capacity = 50;
const poisonTries = 5;

const key = {
  seen: (updateId: number) => `${prefix}:mail:seen:${updateId}`,
  box: (person: string) => `${prefix}:mail:box:${person}`,
  turn: (person: string) => `${prefix}:mail:turn:${person}`,
  tries: (person: string) => `${prefix}:mail:tries:${person}`,
  dropped: (person: string) => `${prefix}:mail:dropped:${person}`,
  dead: `${prefix}:mail:dead`,
  waiting: `${prefix}:mail:waiting`,
};

/** Puts an update in once, by its id; over the capacity what may be dropped is, and it is noted that it was. */
const put = `
if not redis.call('set', KEYS[1], '1', 'NX', 'EX', 3600) then return 'known' end
if ARGV[3] == '1' and redis.call('llen', KEYS[2]) >= ${capacity} then
  redis.call('set', KEYS[4], '1', 'EX', 600)
  return 'dropped'
end
redis.call('rpush', KEYS[2], ARGV[1])
redis.call('zadd', KEYS[3], 'NX', ARGV[4], ARGV[2])
return 'stored'`;

/** The head, while the turn is still ours; counts the try, and sets a poison letter aside. */
const take = `
if redis.call('get', KEYS[2]) ~= ARGV[1] then return {'lost'} end
local head = redis.call('lindex', KEYS[1], 0)
if not head then
  redis.call('zrem', KEYS[4], ARGV[2])
  redis.call('del', KEYS[3])
  if redis.call('getdel', KEYS[5]) then return {'slow'} end
  return {'empty'}
end
local tries = redis.call('incr', KEYS[3])
redis.call('expire', KEYS[3], 86400)
if tries > ${poisonTries} then
  redis.call('lpop', KEYS[1])
  redis.call('del', KEYS[3])
  redis.call('lpush', KEYS[6], head)
  redis.call('ltrim', KEYS[6], 0, 999)
  return {'poison', head}
end
return {'letter', head}`;

/** Only what was handled is taken out, and only by whoever has the turn. */
const drop = `
redis.call('del', KEYS[3])
if redis.call('get', KEYS[2]) == ARGV[1] and redis.call('lindex', KEYS[1], 0) == ARGV[2] then
  redis.call('lpop', KEYS[1])
  redis.call('zadd', KEYS[4], 'XX', ARGV[3], ARGV[4])
  return 1
end
return 0`;

export type Taken =
  | { readonly is: 'lost' | 'empty' | 'slow' }
  | { readonly is: 'letter' | 'poison'; readonly letter: Letter; readonly raw: string };

export type Mailbox = ReturnType<typeof createMailbox>;

/** Each person's updates in their order: the list holds them, a job of the queue `updates` empties it. */
export function createMailbox(redis: Redis, updates: Pick<Queue<Payload>, 'add'>) {
  /** Wakes the drain of a person's box: one at a time, and one more if it is busy. */
  const wake = async (person: string, correlation: string): Promise<void> => {
    const subject = `mailbox.drain:${person}`;
    await updates.add(
      'mailbox.drain',
      { key: subject, data: {}, correlation },
      { jobId: `d-${correlation}-${randomUUID()}`, deduplication: { id: subject, keepLastIfActive: true } },
    );
  };

  return {
    wake,

    /** Puts an update into its person's box and wakes the drain, also for a repeat: the last try may have died in between. */
    async put(person: string, letter: Letter, mayDrop: boolean): Promise<'stored' | 'known' | 'dropped'> {
      const keys = [key.seen(letter.updateId), key.box(person), key.waiting, key.dropped(person)];
      const args = [JSON.stringify(letter), person, mayDrop ? '1' : '0', letter.receivedAt];
      const result = (await redis.eval(put, keys.length, ...keys, ...args)) as 'stored' | 'known' | 'dropped';
      await wake(person, String(letter.updateId));
      return result;
    },

    /** Whoever drains takes the turn; an earlier drain that wakes up again has lost it. */
    async begin(person: string): Promise<string> {
      const token = randomUUID();
      await redis.set(key.turn(person), token, 'EX', 600);
      return token;
    },

    async take(person: string, token: string): Promise<Taken> {
      const keys = [
        key.box(person),
        key.turn(person),
        key.tries(person),
        key.waiting,
        key.dropped(person),
        key.dead,
      ];
      const [is, raw] = (await redis.eval(take, keys.length, ...keys, token, person)) as [
        Taken['is'],
        string?,
      ];
      if (is === 'letter' || is === 'poison') return { is, raw: raw!, letter: JSON.parse(raw!) as Letter };
      return { is };
    },

    /** It was handled. */
    async drop(person: string, token: string, raw: string): Promise<void> {
      const keys = [key.box(person), key.turn(person), key.tries(person), key.waiting];
      await redis.eval(drop, keys.length, ...keys, token, raw, Date.now(), person);
    },

    /** The try was not the letter's fault. */
    async excuse(person: string): Promise<void> {
      await redis.decr(key.tries(person));
    },

    /** Wakes the drains of persons whose oldest letter waits for longer than `ms`: a drain died, or was lost. */
    async wakeForgotten(ms: number): Promise<number> {
      const people = await redis.zrangebyscore(key.waiting, 0, Date.now() - ms, 'LIMIT', 0, 200);
      for (const person of people) await wake(person, `forgotten-${Date.now()}`);
      return people.length;
    },
  };
}
