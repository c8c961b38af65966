/** How long one waits in line; less than a lease outlasts its call. */
const patienceMs = 1_000;

/** All places are taken, and the line does not move. */
export class BulkheadFull extends Error {}

/**
 * So many calls at once. The others wait in line as long as it moves, and are sent away when it does not: a service that
 * hangs holds so many of its callers up, and no more.
 */
export class Bulkhead {
  readonly #line: (() => void)[] = [];
  #free: number;
  #movedAt = 0;

  constructor(places: number) {
    this.#free = places;
  }

  /** @throws {BulkheadFull} when it would have to wait for too long */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait();
    this.#movedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #wait(): Promise<void> {
    if (performance.now() - this.#movedAt > patienceMs) throw new BulkheadFull();
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        clearTimeout(waiting);
        resolve();
      };
      const waiting = setTimeout(() => {
        this.#line.splice(this.#line.indexOf(enter), 1);
        reject(new BulkheadFull());
      }, patienceMs);
      this.#line.push(enter);
    });
  }

  /** The place of whoever leaves is that of the next in line. */
  #leave(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#free += 1;
  }
}
