export type Random = ReturnType<typeof createRandom>;

/** The same choices for the same words, each time and on each machine (mulberry32 over an FNV-1a hash). */
export function createRandom(words: string) {
  let state = 0x811c9dc5;
  for (const char of words) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));

  return {
    next,
    /** A whole number, both ends included. */
    between,
    chance: (probability: number): boolean => next() < probability,
    pick: <T>(items: readonly [T, ...T[]] | readonly T[]): T => items[between(0, items.length - 1)]!,
    /** Deals each of them once, shuffled, before any comes again. */
    dealer<T>(items: readonly T[]): () => T {
      let deck: T[] = [];
      return () => {
        if (deck.length === 0) deck = this.shuffle(items);
        return deck.pop()!;
      };
    },
    shuffle<T>(items: readonly T[]): T[] {
      const keyed = items.map((item) => ({ item, at: next() }));
      return keyed.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
    },
  };
}
