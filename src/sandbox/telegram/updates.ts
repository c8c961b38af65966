import type { Update } from 'grammy/types';

export type UpdateBody = Omit<Update, 'update_id'>;

export interface QueuedUpdate {
  readonly update: Update;
  /** Updates of one lane are delivered one after the other; see the source of each. */
  readonly lane: string;
  readonly expiresAt: number;
}

const dayMs = 24 * 3_600_000;
const queryMs = 150_000;
const lifetimesMs: Record<string, number> = {
  callback_query: queryMs,
  pre_checkout_query: queryMs,
  inline_query: 30_000,
};

/** What a bot gets that never said what it wants: all but these. */
const offByDefault = ['chat_member', 'message_reaction', 'message_reaction_count'];
const keptForRepeats = 1_000;

export interface SavedUpdates {
  readonly next: number;
  readonly allowed: string[];
  readonly pending: QueuedUpdate[];
}

/** Updates that were not confirmed yet, in the order of their ids. */
export class Updates {
  /** The types the bot asked for; empty for the usual ones. */
  allowed: string[];
  /** Told of every update that has to be delivered. */
  readonly listeners = new Set<(queued: QueuedUpdate) => void>();
  readonly #now: () => number;
  readonly #pending = new Map<number, QueuedUpdate>();
  readonly #recent = new Map<number, QueuedUpdate>();
  #repeats: QueuedUpdate[] = [];
  #next: number;

  constructor(now: () => number, saved: SavedUpdates | undefined) {
    this.#now = now;
    this.allowed = saved?.allowed ?? [];
    this.#next = saved?.next ?? firstId(now());
    for (const queued of saved?.pending ?? []) this.#pending.set(queued.update.update_id, queued);
  }

  /** Answers the update's id; null when the bot does not want this type. */
  add(lane: string, body: UpdateBody): number | null {
    const type = Object.keys(body)[0] ?? '';
    const wanted = this.allowed.length > 0 ? this.allowed.includes(type) : !offByDefault.includes(type);
    if (!wanted) return null;
    const id = this.#next++;
    const expiresAt = this.#now() + (lifetimesMs[type] ?? dayMs);
    const queued: QueuedUpdate = { update: { update_id: id, ...body }, lane, expiresAt };
    this.#pending.set(id, queued);
    this.#recent.set(id, queued);
    const oldest = this.#recent.size > keptForRepeats ? this.#recent.keys().next().value : undefined;
    if (oldest !== undefined) this.#recent.delete(oldest);
    this.#tell(queued);
    return id;
  }

  /** Delivers a recent update once more, confirmed or not. False when it is not known. */
  repeat(id: number): boolean {
    const queued = this.#recent.get(id);
    if (!queued) return false;
    this.#repeats = [...this.#repeats, queued].slice(-100);
    this.#tell(queued);
    return true;
  }

  /** The oldest unconfirmed ones, after those to be repeated, which are handed out once. */
  list(limit: number): QueuedUpdate[] {
    const found = this.#repeats.splice(0, limit);
    for (const queued of this.#pending.values()) {
      if (found.length >= limit) break;
      if (this.isLive(queued)) found.push(queued);
    }
    return found;
  }

  /** Forgets it when its time is over. */
  isLive(queued: QueuedUpdate): boolean {
    if (this.#now() <= queued.expiresAt) return true;
    this.confirm(queued);
    return false;
  }

  confirm({ update }: QueuedUpdate): void {
    this.#pending.delete(update.update_id);
  }

  /** A negative offset keeps that many of the newest. */
  confirmBelow(offset: number): void {
    let surplus = this.#pending.size + offset;
    for (const id of this.#pending.keys()) {
      if (offset < 0 ? surplus-- <= 0 : id >= offset) break;
      this.#pending.delete(id);
    }
  }

  pending(): QueuedUpdate[] {
    return [...this.#pending.values()].filter((queued) => this.isLive(queued));
  }

  clear(): void {
    this.#pending.clear();
    this.#repeats = [];
  }

  save(): SavedUpdates {
    return { next: this.#next, allowed: this.allowed, pending: this.pending() };
  }

  #tell(queued: QueuedUpdate): void {
    for (const listener of this.listeners) listener(queued);
  }
}

/** Grows by ten a second from 2024 on, so that a fresh sandbox does not repeat the ids of an earlier one. */
const firstId = (nowMs: number): number => Math.floor((nowMs - Date.UTC(2024, 0, 1)) / 100);
