/** How many of a kind are remembered. */
const limit = 20_000;

/** Adds or changes one; beyond the limit the oldest is forgotten. */
export function keep<T>(rows: Map<string, T>, id: string, row: T): void {
  rows.set(id, row);
  const [oldest] = rows.keys();
  if (rows.size > limit && oldest !== undefined) rows.delete(oldest);
}
