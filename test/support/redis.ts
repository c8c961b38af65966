import { setTimeout as sleep } from 'node:timers/promises';

export const redisUrl = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

/** Polls until the condition holds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  ms = 10_000,
  what = 'it never came true',
): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(what);
    await sleep(20);
  }
}
