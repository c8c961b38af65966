/** The newest entries, and no more of them than fit. */
export class Ring<T> {
  readonly #size: number;
  #entries: T[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  push(entry: T): void {
    this.#entries.push(entry);
    if (this.#entries.length >= 2 * this.#size) this.#entries = this.newest();
  }

  /** Oldest first. */
  newest = (count = this.#size): T[] => this.#entries.slice(-Math.min(count, this.#size));
}
