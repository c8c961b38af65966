import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from 'grammy';
import { GrammyError } from 'grammy';
import type { Update } from 'grammy/types';
import type { Logger } from 'pino';
import type { OpenDoor } from '../queue/door.js';
import type { Lease } from '../queue/lease.js';
import { scrub } from '../scrub.js';
import { takeUpdate } from './intake.js';

export interface Polling {
  readonly api: Pick<Api, 'getUpdates'>;
  readonly door: OpenDoor;
  /** One bot at a time polls; the others wait for it to end. */
  readonly lease: Lease;
  readonly allowedUpdates: readonly string[];
  readonly received: (result: string) => void;
  readonly log: Logger;
}

const timeoutSeconds = 25;

/**
 * Fetches updates until `signal` is aborted. An offset is confirmed, by the next call, only after everything below it is
 * in its mailbox. A conflict with another poller waits; nothing here ends the process.
 */
export async function poll(polling: Polling, signal: AbortSignal): Promise<void> {
  const { lease } = polling;
  let offset = 0;
  while (!signal.aborted) {
    try {
      if (await lease.hold()) offset = await lease.during(() => round(polling, offset, signal));
      else await pause(2_000, signal);
    } catch (error) {
      if (signal.aborted) return;
      const conflict = error instanceof GrammyError && error.error_code === 409;
      polling.log.warn(
        { reason: conflict ? error.description : scrub(error) },
        'polling failed, trying again',
      );
      await pause(conflict ? 5_000 : 1_000, signal);
    }
  }
}

async function round(
  { api, door, allowedUpdates, received }: Polling,
  offset: number,
  signal: AbortSignal,
): Promise<number> {
  const updates = await api.getUpdates(
    { offset, timeout: timeoutSeconds, limit: 100, allowed_updates: allowedUpdates as never },
    signal as never,
  );
  let next = offset;
  for (const update of updates satisfies Update[]) {
    received(await takeUpdate(update, door.get(), Date.now()));
    next = update.update_id + 1;
  }
  return next;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => {});
