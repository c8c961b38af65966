import { type Answer, Courier } from './courier.js';
import type { BotSettings, Webhook } from './settings.js';
import type { QueuedUpdate, Updates } from './updates.js';

interface Lane {
  readonly waiting: QueuedUpdate[];
  failures: number;
  delayMs: number;
}

export interface DeliveryOptions {
  readonly updates: Updates;
  readonly settings: BotSettings;
  readonly now: () => number;
  /** Pause before the second repetition; the first comes at once, each further one after twice the time. */
  readonly retryMs: number;
  /** Does what the answer of a webhook asks for. */
  readonly reply: (method: string, values: Record<string, unknown>) => Promise<unknown>;
}

const longestDelayMs = 60_000;

/** Brings updates to the bot's webhook: each lane in order and one at a time, lanes side by side. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #ready: string[] = [];
  #active = 0;
  /** Who sends; another one after each setWebhook. */
  #courier: Courier | null = null;
  lastError: { date: number; message: string } | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    options.updates.listeners.add((queued) => this.#courier && this.#enqueue(queued));
    this.restart();
  }

  /** To be called when the webhook was set, changed or deleted. */
  restart(): void {
    this.close();
    this.lastError = null;
    const { webhook } = this.#options.settings;
    if (!webhook) return;
    this.#courier = new Courier(webhook);
    for (const queued of this.#options.updates.pending()) this.#enqueue(queued);
  }

  close(): void {
    this.#courier?.close();
    this.#courier = null;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#lanes.clear();
    this.#ready = [];
    this.#active = 0;
  }

  #enqueue(queued: QueuedUpdate): void {
    const lane = this.#lanes.get(queued.lane);
    if (lane) {
      lane.waiting.push(queued);
      return;
    }
    this.#lanes.set(queued.lane, { waiting: [queued], failures: 0, delayMs: this.#options.retryMs / 2 });
    this.#wake(queued.lane);
  }

  #wake(key: string): void {
    this.#ready.push(key);
    const courier = this.#courier;
    const { webhook } = this.#options.settings;
    if (!courier || !webhook) return;
    while (this.#active < webhook.maxConnections) {
      const next = this.#ready.shift();
      if (next === undefined) return;
      const lane = this.#lanes.get(next);
      if (lane) void this.#deliver(next, lane, courier, webhook);
    }
  }

  async #deliver(key: string, lane: Lane, courier: Courier, webhook: Webhook): Promise<void> {
    const queued = lane.waiting[0];
    if (!queued || !this.#options.updates.isLive(queued)) return this.#advance(key, lane);
    this.#active += 1;
    const answer = await courier.send(queued.update, webhook);
    if (answer.ok) this.#options.updates.confirm(queued);
    if (courier !== this.#courier) return;
    this.#active -= 1;
    if (answer.ok) {
      if (answer.reply) void this.#options.reply(answer.reply.method, answer.reply.values);
      this.#advance(key, lane);
    } else this.#again(key, lane, answer);
  }

  #advance(key: string, lane: Lane): void {
    lane.waiting.shift();
    lane.failures = 0;
    lane.delayMs = this.#options.retryMs / 2;
    if (lane.waiting.length === 0) this.#lanes.delete(key);
    this.#wake(key);
  }

  /** At once, then 2, 4, 8 … seconds, at most 60 to 120; or as long as the answer asked for. */
  #again(key: string, lane: Lane, { problem, retryAfterMs }: Answer): void {
    this.lastError = { date: Math.floor(this.#options.now() / 1_000), message: problem };
    lane.failures += 1;
    let pauseMs = retryAfterMs;
    if (retryAfterMs === 0 && lane.failures > 1) {
      lane.delayMs = Math.min(lane.delayMs * 2, longestDelayMs * (1 + Math.random()));
      pauseMs = lane.delayMs;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#wake(key);
    }, pauseMs);
    this.#timers.add(timer);
  }
}
