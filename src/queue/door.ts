import { once } from 'node:events';
import { connect, type Connection, type RedisAddress } from './connect.js';
import type { JsonObject } from './define-job.js';
import { createMailbox, type Mailbox } from './mailbox.js';
import { openQueue } from './producer.js';

/** Where the bot process puts what Telegram sends. */
export interface Door {
  readonly mailbox: Mailbox;
  askPrecheckout(queryId: string, data: JsonObject): Promise<void>;
  askInline(queryId: string, data: JsonObject): Promise<void>;
}

/** Redis is not there, so nothing can be taken in now. */
class DoorClosed extends Error {
  override readonly name = 'DoorClosed';
}

/**
 * Opens the door and keeps it: while Redis is away, every attempt fails at once instead of waiting. The queues are made
 * when Redis is ready for the first time: one that was made before would go on failing for seconds afterwards.
 */
export function openDoor(address: string | RedisAddress, onError: (error: unknown) => void) {
  const redis = connect(address, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: 1_000,
  });
  redis.on('error', onError);
  let door: (Door & { close(): Promise<void> }) | undefined;
  redis.once('ready', () => (door = createDoor(redis, onError)));

  const get = (): Door => {
    if (!door || redis.status !== 'ready') throw new DoorClosed('Redis is away');
    return door;
  };

  /** Waits until it is open, for a second at most. @throws why it is not: {DoorClosed}, or what the connection fails with */
  const opened = async (): Promise<Door> => {
    const soon = AbortSignal.timeout(1_000);
    if (redis.status !== 'ready')
      await once(redis, 'ready', { signal: soon }).catch((error: unknown) => {
        if (!soon.aborted) throw error;
      });
    return get();
  };

  return {
    /** @throws {DoorClosed} while Redis is away */
    get,
    opened,
    ping: async (): Promise<void> => void (await opened().then(() => redis.ping())),
    redis,
    async close(): Promise<void> {
      await door?.close();
      redis.disconnect();
    },
  };
}

export type OpenDoor = ReturnType<typeof openDoor>;

function createDoor(redis: Connection, onError: (error: unknown) => void) {
  const updates = openQueue('updates', redis, onError);
  const precheckout = openQueue('precheckout', redis, onError);
  const inline = openQueue('inline', redis, onError);
  return {
    mailbox: createMailbox(redis, updates),
    async askPrecheckout(queryId: string, data: JsonObject): Promise<void> {
      const key = `precheckout.answer:${queryId}`;
      await precheckout.add(
        'precheckout.answer',
        { key, data, correlation: queryId },
        { jobId: `p-${queryId}` },
      );
    },
    async askInline(queryId: string, data: JsonObject): Promise<void> {
      const key = `inline.answer:${queryId}`;
      await inline.add('inline.answer', { key, data, correlation: queryId }, { jobId: `i-${queryId}` });
    },
    async close(): Promise<void> {
      await Promise.all([updates.close(), precheckout.close(), inline.close()]);
    },
  };
}
