/** Where a run puts what it starts: all of it ends with the run, newest first, however that ends. */
export interface Site {
  /** Aborts when the run is over or was cut off: from then on nothing is opened. */
  readonly signal: AbortSignal;
  /**
   * Starts something that `end` ends. One that is still starting when the run is over is awaited, and ended then.
   * @throws the signal's reason once the run is over, also when it is while this waits
   */
  open<T>(start: () => T | Promise<T>, end?: (opened: T) => unknown): Promise<T>;
  /** Ends everything, once; a second call waits for the first. @throws what did not end, when all the rest has */
  clear(reason?: unknown): Promise<void>;
}

/** A part of another run, with its signal `within`, is over with that. */
export function openSite(within?: AbortSignal): Site {
  const over = new AbortController();
  const signal = within ? AbortSignal.any([over.signal, within]) : over.signal;
  const ends: (() => Promise<unknown>)[] = [];
  let clearing: Promise<void> | undefined;

  const clear = async (reason: unknown): Promise<void> => {
    over.abort(reason);
    const faults: unknown[] = [];
    for (let end = ends.pop(); end; end = ends.pop()) await end().catch((fault) => faults.push(fault));
    if (faults.length === 1) throw faults[0];
    if (faults.length > 1) throw new AggregateError(faults);
  };
  return {
    signal,
    async open(start, end) {
      signal.throwIfAborted();
      const opening = (async () => start())();
      ends.push(() =>
        opening.then(
          (opened) => end?.(opened),
          () => {}, // whoever opens it hears of that
        ),
      );
      const opened = await opening;
      signal.throwIfAborted();
      return opened;
    },
    clear: (reason = new Error('the run is over')) => (clearing ??= clear(reason)),
  };
}
