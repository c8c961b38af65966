export const faultKinds = ['429', '500', 'timeout', 'reset', 'slow', 'lost', 'html'] as const;

/** A mishap ordered in advance. */
export interface Fault {
  /** A method's name, or `*` for any. */
  readonly method: string;
  /**
   * `timeout`: no answer and nothing done. `reset`: the connection is cut and nothing done.
   * `lost`: done, and then the connection is cut. `slow`: done after `ms`. `html`: a 502 page of a proxy.
   */
  readonly kind: (typeof faultKinds)[number];
  /** How many calls it hits. */
  readonly times: number;
  /** Only calls to this chat. */
  readonly chat_id?: number | undefined;
  /** Of `429`: seconds. */
  readonly retryAfter?: number | undefined;
  /** Of `slow` and `timeout`: milliseconds. A timeout without it lasts until the caller gives up. */
  readonly ms?: number | undefined;
}

/** The list of mishaps to come; the first that fits a call is used up by it. */
export class Faults {
  #waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times });
  }

  clear(): void {
    this.#waiting = [];
  }

  list(): Fault[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  take(method: string, chatId: string): Fault | undefined {
    const found = this.#waiting.find(
      ({ fault }) =>
        (fault.method === '*' || fault.method.toLowerCase() === method.toLowerCase()) &&
        (fault.chat_id === undefined || String(fault.chat_id) === chatId),
    );
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#waiting = this.#waiting.filter((entry) => entry !== found);
    return found.fault;
  }
}
