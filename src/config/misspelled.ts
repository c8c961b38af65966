import type { Given } from './environment.js';
import { shapes } from './groups.js';

export interface Misspelled {
  readonly name: string;
  /** What is read, and looks most like it. */
  readonly meant: string;
}

/** Names that nobody reads and that look like one that is read. */
export function misspelledIn(set: Given): readonly Misspelled[] {
  const known = Object.keys(shapes);
  const read = known.flatMap((name) => [
    name,
    `${name}_FILE`,
    ...(/^\d/.test(name) ? [`PLAN_${name}`, `PLAN_${name}_FILE`] : []),
  ]);
  const strange = Object.keys(set).filter((name) => !read.includes(name));
  return strange.flatMap((name) => {
    const distance = (to: string): number => differ(name.toUpperCase(), to);
    const [meant] = read
      .filter((each) => distance(each) <= most)
      .toSorted((a, b) => distance(a) - distance(b));
    return meant === undefined ? [] : [{ name, meant }];
  });
}

/** Two letters that changed their places are two. */
const most = 2;

/** How many letters are to be written, left out or replaced (Levenshtein). */
function differ(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [line, letter] of one.split('').entries()) {
    const next = [line + 1];
    for (const [at, against] of other.split('').entries())
      next.push(Math.min(next[at]! + 1, row[at + 1]! + 1, row[at]! + (letter === against ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
