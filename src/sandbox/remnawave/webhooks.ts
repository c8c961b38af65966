import { createHmac } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Ring } from './ring.js';
import type { WebhookTarget } from './state.js';

export interface Delivery {
  readonly event: string;
  readonly timestamp: string;
  readonly body: string;
  readonly signature: string;
  /** One entry per attempt: the status, or null when nobody answered. */
  readonly attempts: (number | null)[];
}

/** The panel tries four times, five seconds apart, and then forgets; every retry is the same bytes. */
const attempts = 4;

/**
 * The panel's voice. There is no event id, no order, and no time-out on the receiver.
 * `retryMs` between attempts; a real panel waits 5,000.
 */
export class Webhooks {
  target: WebhookTarget | null;
  readonly deliveries = new Ring<Delivery>(200);
  readonly #retryMs: number;
  readonly #closing = new AbortController();
  readonly #first = new Set<Promise<unknown>>();

  constructor(target: WebhookTarget | null, retryMs: number) {
    setMaxListeners(0, this.#closing.signal); // each delivery that waits listens
    this.target = target;
    this.#retryMs = retryMs;
  }

  send(scope: string, event: string, data: unknown, at: Date): void {
    if (!this.target) return;
    const timestamp = at.toISOString();
    const meta = scope === 'user' ? { meta: null } : {};
    const body = JSON.stringify({ scope, event, timestamp, data, ...meta });
    const signature = createHmac('sha256', this.target.secret).update(body).digest('hex');
    const delivery: Delivery = { event, timestamp, body, signature, attempts: [] };
    this.deliveries.push(delivery);
    void this.#deliver(this.target.url, delivery);
  }

  /** Sends the newest again, byte for byte, or with a signature of somebody else's. */
  async repeat(count: number, forged: boolean): Promise<readonly (number | null)[]> {
    const { target } = this;
    if (!target) return [];
    const again = this.deliveries
      .newest(count)
      .map((delivery) => (forged ? { ...delivery, signature: 'f'.repeat(64) } : delivery));
    return Promise.all(again.map((delivery) => this.#attempt(target.url, delivery)));
  }

  /** For a call whose answer shall come after its webhook. */
  async told(): Promise<void> {
    await Promise.all(this.#first);
  }

  close(): void {
    this.#closing.abort();
  }

  async #deliver(url: string, delivery: Delivery): Promise<void> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const trying = this.#attempt(url, delivery);
      if (attempt === 1) this.#first.add(trying);
      const status = await trying;
      this.#first.delete(trying);
      if ((status !== null && status >= 200 && status < 300) || this.#closing.signal.aborted) return;
      if (attempt < attempts) await pause(this.#retryMs, this.#closing.signal);
    }
  }

  async #attempt(
    url: string,
    { timestamp, body, signature, attempts: tried }: Delivery,
  ): Promise<number | null> {
    const status = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/json, text/plain, */*',
        'content-type': 'application/json',
        'user-agent': 'Remnawave',
        'x-remnawave-signature': signature,
        'x-remnawave-timestamp': timestamp,
      },
      body,
      // One of its own: fetch leaves a listener on what it is given, until that is collected.
      signal: AbortSignal.any([this.#closing.signal]),
    }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => null,
    );
    tried.push(status);
    return status;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
