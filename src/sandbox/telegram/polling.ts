import type { Update } from 'grammy/types';
import { type ApiError, conflict } from './errors.js';
import type { Updates } from './updates.js';

export interface PollOptions {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutMs: number;
}

/** Long polling: one poller at a time, and a new one ends the wait of the one before. */
export class Polling {
  readonly #updates: Updates;
  #waiting: ((error: ApiError | null) => void) | null = null;

  constructor(updates: Updates) {
    this.#updates = updates;
    updates.listeners.add(() => this.#waiting?.(null));
  }

  /** @throws {ApiError} 409 when another poller or a webhook takes over */
  async poll({ offset, limit, timeoutMs }: PollOptions, signal: AbortSignal): Promise<Update[]> {
    this.stop('terminated by other getUpdates request; make sure that only one bot instance is running');
    this.#updates.confirmBelow(offset);
    const found = this.#updates.list(limit);
    if (found.length > 0 || timeoutMs === 0) return found.map(({ update }) => update);
    await this.#wait(timeoutMs, signal);
    if (signal.aborted) return [];
    return this.#updates.list(limit).map(({ update }) => update);
  }

  /** Ends a wait with 409. */
  stop(reason: string): void {
    this.#waiting?.(conflict(reason));
  }

  close(): void {
    this.#waiting?.(null);
  }

  #wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (error: ApiError | null) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', gone);
        if (this.#waiting === finish) this.#waiting = null;
        if (error) reject(error);
        else resolve();
      };
      const gone = () => finish(null);
      const timer = setTimeout(finish, timeoutMs, null);
      signal.addEventListener('abort', gone);
      this.#waiting = finish;
    });
  }
}
