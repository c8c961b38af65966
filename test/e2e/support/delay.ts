import { until } from '../../support/until.js';

/** What a crash may delay work by, in milliseconds, where TIME_SCALE is 1. */
const promisedMs = 15_000;
/** What of that the start of a process may take. On a machine that is busy with something else it takes more. */
const startMs = 5_000;

const isReady = (opsUrl: string): Promise<boolean> =>
  fetch(`${opsUrl}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Waits until one of these processes is ready; answers the milliseconds since `at`. */
export async function startedAgain(at: number, opsUrls: () => Promise<readonly string[]>): Promise<number> {
  await until(
    async () => (await Promise.all((await opsUrls()).map(isReady))).includes(true),
    90_000,
    'nobody took over',
  );
  return Date.now() - at;
}

/** The promise, but for what starting took longer than it does on a machine that is free. */
export const longestDelay = (startedMs: number): number => promisedMs + Math.max(0, startedMs - startMs);
