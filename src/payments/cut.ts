/** At most so many UTF-16 units, which is how the strictest count goes, and no half of a character. */
export function cut(text: string, most: number): string {
  const kept = text.slice(0, most);
  return text.length > most && /[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept;
}
