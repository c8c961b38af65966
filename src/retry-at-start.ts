import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { scrub } from './scrub.js';

/** This process cannot run here, and trying again would not help: somebody has to do what the message says. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}

const patienceMs = 60_000;

/**
 * Waits for what a process needs and finds away at its start, with a line for each attempt. `scale` shortens the
 * minute in tests.
 *
 * @throws {StartFault} at once when `connect` does; any other last error after a minute
 */
export async function retryAtStart<T>(
  what: string,
  connect: () => Promise<T>,
  { log, scale }: { readonly log: Logger; readonly scale: number },
): Promise<T> {
  const deadline = performance.now() + patienceMs * scale;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connect();
    } catch (error) {
      if (error instanceof StartFault) throw error;
      const reason = scrub(error);
      const waitMs = Math.min(250 * 2 ** (attempt - 1), 5_000) * scale;
      if (performance.now() + waitMs > deadline) {
        throw new Error(`${what} stayed away for ${patienceMs / 1_000} s: ${reason}`, { cause: error });
      }
      log.warn({ what, attempt, waitMs, reason }, `${what} is away, trying again`);
      await sleep(waitMs);
    }
  }
}
