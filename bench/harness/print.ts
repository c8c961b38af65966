import { round, type Result, type Row } from './result.js';

/** What a person reads: a table in Markdown, so that it can be pasted into docs/performance.md. */
export function printed({ name, about, columns, rows, notes, goals, figures }: Result): string {
  const { median, min, max } = figures.ratio;
  return [
    `### ${name}`,
    '',
    about,
    '',
    ...table(columns, rows),
    '',
    `Ratio ${round(median)} (${round(min)} to ${round(max)}).`,
    ...notes,
    '',
    ...goals.map(({ says, met }) => `- ${says}: ${met ? 'met' : 'MISSED'}`),
    '',
  ].join('\n');
}

function table(columns: readonly string[], rows: readonly Row[]): string[] {
  const cells = [columns, ...rows.map((row) => row.map(toCell))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, at) => (at === 0 ? (row[at] ?? '').padEnd(width) : (row[at] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), rule, ...body.map(line)];
}

const toCell = (cell: string | number): string =>
  typeof cell === 'string' ? cell : round(cell).toLocaleString('en-US');
