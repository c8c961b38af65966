import { within } from '../within.js';

const freshMs = 2_000;
const patienceMs = 2_000;

/**
 * Reads something for a scrape: once for all gauges that show it, and not again while it is fresh. Answers undefined
 * when it cannot be read in time: a scrape neither hangs nor fails for that.
 */
export function look<T>(
  read: () => Promise<T>,
  failed: (error: unknown) => void,
): () => Promise<T | undefined> {
  let seen: { readonly at: number; readonly value: Promise<T | undefined> } | undefined;
  return () => {
    if (!seen || performance.now() - seen.at > freshMs) {
      const value = within(patienceMs, read()).catch((error: unknown) => {
        failed(error);
        return undefined;
      });
      seen = { at: performance.now(), value };
    }
    return seen.value;
  };
}
