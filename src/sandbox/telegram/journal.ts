import type { Params } from './params.js';

/** One call as the bot made it, without the token. */
export interface JournalEntry {
  readonly method: string;
  readonly chat_id: number | string | null;
  readonly params: Record<string, unknown>;
  /** What was answered: the result, or Telegram's refusal. */
  readonly ok: boolean;
  readonly result: unknown;
  /** The mishap that hit it, if any. */
  readonly fault: string | null;
  /** Milliseconds since the epoch, when it came in. */
  readonly at: number;
}

const capacity = 10_000;

/** The last calls, oldest first. */
export class Journal {
  readonly #ring: JournalEntry[] = [];
  #next = 0;

  add(entry: JournalEntry): void {
    this.#ring[this.#next % capacity] = entry;
    this.#next += 1;
  }

  clear(): void {
    this.#ring.length = 0;
    this.#next = 0;
  }

  list(method?: string, chatId?: string): JournalEntry[] {
    const start = this.#next > capacity ? this.#next % capacity : 0;
    return [...this.#ring.slice(start), ...this.#ring.slice(0, start)].filter(
      (entry) =>
        (!method || entry.method.toLowerCase() === method.toLowerCase()) &&
        (!chatId || String(entry.chat_id) === chatId),
    );
  }
}

/** Parameters fit to be shown: uploads as their size, the webhook's secret not at all. */
export function visible(params: Params): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...params.values };
  if ('secret_token' in shown) shown['secret_token'] = '***';
  for (const [name, { name: file, content }] of params.files) shown[name] = { file, bytes: content.length };
  return shown;
}
