import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** So many calls at a time, each of which takes that long; 0 at a time is as many and as fast as can be. */
export const paceSchema = z.object({
  atOnce: z.number().int().min(0).max(1_000),
  ms: z.number().int().min(0).max(60_000),
});

/** How much a panel can do: whoever calls it more often stands in line. */
export class Pace {
  /** When each of those at a time is done with what it was given. */
  #free: number[] = [];
  #ms = 0;

  set({ atOnce, ms }: z.output<typeof paceSchema>): void {
    this.#free = Array.from({ length: atOnce }, () => 0);
    this.#ms = ms;
  }

  /** Returns when the call has had its turn. By the clock, so that a late timer slows nobody behind it. */
  async turn(): Promise<void> {
    if (this.#free.length === 0) return;
    const now = performance.now();
    const first = this.#free.indexOf(Math.min(...this.#free));
    const doneAt = Math.max(now, this.#free[first]!) + this.#ms;
    this.#free[first] = doneAt;
    await sleep(doneAt - now);
  }
}
