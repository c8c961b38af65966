import { randomUUID } from 'node:crypto';
import type { Queue } from 'bullmq';
import type { Connection } from './connect.js';
import type { JsonObject } from './define-job.js';
import type { Payload } from './producer.js';
import { dropScript, excuseScript, forgottenScript, putScript, takeScript } from './mailbox-scripts.js';
import { prefix } from './topology.js';

/** One update as it waits: what Telegram sent, and when we had it. */
export interface Letter {
  readonly updateId: number;
  readonly update: JsonObject;
  readonly receivedAt: number;
}

/** Where mailboxes lie in Redis. */
export const key = {
  seen: (updateId: number) => `${prefix}:mail:seen:${updateId}`,
  box: (person: string) => `${prefix}:mail:box:${person}`,
  turn: (person: string) => `${prefix}:mail:turn:${person}`,
  tries: (person: string) => `${prefix}:mail:tries:${person}`,
  dropped: (person: string) => `${prefix}:mail:dropped:${person}`,
  dead: `${prefix}:mail:dead`,
  waiting: `${prefix}:mail:waiting`,
};

/** So many drains are woken at once, and so many at one look: the others wait for the next. */
const batch = 200;
const lookAtMost = 1_000;

export type Taken =
  | { readonly is: 'lost' | 'empty' | 'slow' }
  | {
      readonly is: 'letter' | 'poison';
      readonly letter: Letter;
      readonly raw: string;
      readonly tries: number;
    };

export type Mailbox = ReturnType<typeof createMailbox>;

/** Each person's updates in their order: the list holds them, a job of the queue `updates` empties it. */
export function createMailbox(redis: Connection, updates: Pick<Queue<Payload>, 'add'>) {
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
    ...createOutlet(redis),
    wake,

    /** Puts an update into its person's box and wakes the drain, also for a repeat: the last try may have died in between. */
    async put(person: string, letter: Letter, mayDrop: boolean): Promise<'stored' | 'known' | 'dropped'> {
      const keys = [key.seen(letter.updateId), key.box(person), key.waiting, key.dropped(person)];
      const args = [JSON.stringify(letter), person, mayDrop ? '1' : '0', letter.receivedAt];
      // In one round trip: what is sent first over a connection is done first.
      const [result] = await Promise.all([
        redis.eval(putScript, keys.length, ...keys, ...args),
        wake(person, String(letter.updateId)),
      ]);
      return result as 'stored' | 'known' | 'dropped';
    },

    /**
     * Wakes the drains of persons who wait for longer than `ms` since their last letter was handled, or somebody looked: a
     * drain died, or was lost. A thousand at most, those who wait for longest.
     */
    async wakeForgotten(ms: number): Promise<number> {
      const now = Date.now();
      const given = [key.waiting, now - ms, now, lookAtMost];
      const people = (await redis.eval(forgottenScript, 1, ...given)) as string[];
      for (let i = 0; i < people.length; i += batch) {
        const some = people.slice(i, i + batch);
        await Promise.all(some.map((person) => wake(person, `forgotten-${now}`)));
      }
      return people.length;
    },
  };
}

/** The side on which letters are taken out. */
function createOutlet(redis: Connection) {
  return {
    /** Whoever drains takes the turn, and the first letter; an earlier drain that wakes up again has lost it. */
    async begin(person: string): Promise<{ readonly token: string; readonly first: Taken }> {
      const token = randomUUID();
      const [, first] = await Promise.all([
        redis.set(key.turn(person), token, 'EX', 600),
        take(redis, person, token),
      ]);
      return { token, first };
    },

    /** It was handled: what is next, in the same round trip. */
    async next(person: string, token: string, handled: string): Promise<Taken> {
      const [, taken] = await Promise.all([drop(redis, person, token, handled), take(redis, person, token)]);
      return taken;
    },

    /** It was handled, and the others wait for another drain. */
    leave: (person: string, token: string, handled: string): Promise<void> =>
      drop(redis, person, token, handled),

    /** The try was not the letter's fault. */
    async excuse(person: string): Promise<void> {
      await redis.eval(excuseScript, 1, key.tries(person));
    },
  };
}

async function take(redis: Connection, person: string, token: string): Promise<Taken> {
  const mine = [key.box(person), key.turn(person), key.tries(person), key.waiting, key.dropped(person)];
  const [is, raw, tries] = (await redis.eval(takeScript, 6, ...mine, key.dead, token, person)) as [
    Taken['is'],
    string?,
    number?,
  ];
  if (is !== 'letter' && is !== 'poison') return { is };
  return { is, raw: raw!, letter: JSON.parse(raw!) as Letter, tries: tries! };
}

async function drop(redis: Connection, person: string, token: string, raw: string): Promise<void> {
  const keys = [key.box(person), key.turn(person), key.tries(person), key.waiting];
  await redis.eval(dropScript, keys.length, ...keys, token, raw, Date.now(), person);
}
