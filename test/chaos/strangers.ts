import { setTimeout as sleep } from 'node:timers/promises';

/** What somebody is answered whom we do not know; anything else only says that nobody could be asked, or that he was believed. */
export const isRefusal = (status: number): boolean => status === 401 || status === 403;

/** Tells until somebody is there to judge it; answers the status, 0 without an answer. `tell` answers null without one. */
export async function untilJudged(tell: () => Promise<number | null>, shut: AbortSignal): Promise<number> {
  for (const deadline = Date.now() + 60_000; ; await sleep(300)) {
    shut.throwIfAborted();
    const status = (await tell()) ?? 0;
    if ((status > 0 && status < 500) || Date.now() > deadline) return status;
  }
}
