import { randomBytes } from 'node:crypto';
import { badRequest } from './errors.js';

interface Pending<Answer> {
  readonly deadline: number;
  readonly timer: NodeJS.Timeout;
  settle(answer: Answer | null): void;
}

/** Questions of one kind that the bot has to answer in time, once. */
export class Queries<Answer> {
  readonly #pending = new Map<string, Pending<Answer>>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `answer` resolves with what the bot answered, or with null when `ttlMs` have passed. */
  ask(ttlMs: number): { id: string; answer: Promise<Answer | null> } {
    const id = randomBytes(8).readBigUInt64BE().toString();
    const answer = new Promise<Answer | null>((resolve) => {
      const settle = (value: Answer | null) => {
        clearTimeout(this.#pending.get(id)?.timer);
        this.#pending.delete(id);
        resolve(value);
      };
      const timer = setTimeout(settle, ttlMs, null);
      this.#pending.set(id, { deadline: this.#now() + ttlMs, timer, settle });
    });
    return { id, answer };
  }

  /** @throws {ApiError} 400 when it is late, a second time or was never asked */
  answer(id: string, value: Answer): void {
    const query = this.#pending.get(id);
    const late = query !== undefined && this.#now() > query.deadline;
    if (late) query.settle(null);
    if (!query || late) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    query.settle(value);
  }

  close(): void {
    for (const query of this.#pending.values()) query.settle(null);
  }
}
