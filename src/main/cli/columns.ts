/** Rows as `ps` and `kubectl` show them: under their headings, each column as wide as its longest, numbers to the right. */
export function columns(rows: readonly object[]): string {
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => {
    const values = new Map<string, unknown>(Object.entries(row));
    return headings.map((heading) => written(values.get(heading)));
  });
  const lines = [headings, ...cells];
  const widths = headings.map((_, at) => Math.max(...lines.map((line) => Array.from(line[at]!).length)));
  const toTheRight = headings.map((_, at) => cells.every((line) => /^(-?[\d.]+|-)$/.test(line[at]!)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => {
          const room = ' '.repeat(widths[at]! - Array.from(cell).length);
          return toTheRight[at] ? room + cell : cell + room;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One thing: a line for each of its values. */
export const list = (thing: object): string => {
  const width = Math.max(0, ...Object.keys(thing).map((name) => name.length));
  return Object.entries(thing)
    .map(([name, value]) => `${name.padEnd(width)}  ${written(value)}`)
    .join('\n');
};

/** What people wrote moves no cursor and starts no line of its own. */
function written(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return value.length === 0 ? '-' : written(value.join(', '));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}
