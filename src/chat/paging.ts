import { open } from '../buttons.js';
import { toId, type Button } from './screen.js';
import type { Translator } from './translate.js';

/** What a list that is read by its ids, newest first, has beside its lines. */
export interface Paged {
  /** The last id that is shown, where there is more. */
  readonly next: bigint | null;
  readonly isFirst: boolean;
}

/** Beyond every id. */
const newest = 10n ** 18n;

/** A page of a list from the id that a button names; without one, its newest. One line more is asked for than is shown. */
export async function pageOf<Line>(
  before: string | undefined,
  size: number,
  read: (before: bigint, limit: number) => Promise<readonly Line[]>,
  idOf: (line: Line) => bigint,
): Promise<Paged & { readonly page: readonly Line[] }> {
  const from = toId(before);
  const found = await read(from ?? newest, size + 1);
  const page = found.slice(0, size);
  return { page, next: found.length > size ? idOf(page.at(-1)!) : null, isFirst: from === null };
}

/** To the newest, and to what is older. */
export const pageButtons = (screen: string, { next, isFirst }: Paged, t: Translator): Button[] => [
  ...(isFirst ? [] : [{ text: t.plain('history-newest'), data: open(screen) }]),
  ...(next === null ? [] : [{ text: t.plain('history-older'), data: open(screen, next) }]),
];
