import type { Place } from '../db/books.js';
import { dayMs } from '../domain/term.js';
import type { Provider } from '../payments/provider.js';
import type { Scope } from '../queue/scope.js';
import { scrub } from '../scrub.js';

/** One provider's books, and how far back they are looked at. */
export interface Proof {
  readonly id: string;
  readonly provider: Provider;
  /** Since when ours are compared; what its list tells is read from a day before. */
  readonly from: Date;
  /** What is younger may still be on its way. */
  readonly until: Date;
  /** Ours that it has confirmed since then are not asked for again. */
  readonly provenSince: Date;
  readonly scope: Scope;
}

/** Its object is younger than our row, except where it was told late: webhooks are repeated for a day. */
export const listFrom = ({ from }: Proof): Date => new Date(from.getTime() - dayMs);

export const firstPlace = ({ from }: Proof): Place => ({ at: from.toISOString(), id: 0n });

/** One that cannot be settled shows as a difference, and keeps no other's waiting. */
export async function tryTo(what: string, { scope }: Proof, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    scope.log.warn({ subject: what, reason: scrub(error) }, 'the books could not be set right');
  }
}

/** For a call to its provider. */
export const callOf = ({ id, scope }: Proof) => ({ signal: scope.signal, subject: `books:${id}` });

/** What is read page by page, to the empty one: each begins behind the place of the last row before it. */
export async function* rows<Row, After>(
  first: After,
  read: (after: After) => Promise<readonly Row[]>,
  placeOf: (row: Row) => After,
): AsyncIterable<Row> {
  for (let after = first; ;) {
    const page = await read(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = placeOf(last);
  }
}

/** A page at a time. */
export async function* pagesOf<Item>(items: AsyncIterable<Item>, size = 100): AsyncIterable<Item[]> {
  let page: Item[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length < size) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
