import { z } from 'zod';
import { Problem, readAs } from './problem.js';

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly created_at: string;
  readonly captured_at?: string;
  readonly payment_id?: string;
  readonly payment_method?: { readonly type: string };
}

const instant = z.iso
  .datetime({ offset: true, error: 'Expected a moment in ISO 8601' })
  .transform((text) => Date.parse(text))
  .optional();

/** The names are flat, with dots: "created_at.gte". */
const query = z.object({
  limit: z.coerce.number().int('Limit is a whole number').min(1).max(100, 'Limit is 1 to 100').default(10),
  cursor: z.string().optional(),
  status: z.string().optional(),
  payment_method: z.string().optional(),
  payment_id: z.string().optional(),
  'created_at.gte': instant,
  'created_at.gt': instant,
  'created_at.lte': instant,
  'created_at.lt': instant,
  'captured_at.gte': instant,
  'captured_at.gt': instant,
  'captured_at.lte': instant,
  'captured_at.lt': instant,
});
type Query = z.output<typeof query>;

/** A page, newest first. The cursor is the last id shown, so what is made meanwhile moves no page. */
export function page<T extends Listed>(rows: Iterable<T>, given: unknown): object {
  const asked = readAs(query, given);
  const found = [...rows].toReversed().filter((row) => matches(row, asked));
  const from = asked.cursor === undefined ? 0 : after(found, asked.cursor);
  const items = found.slice(from, from + asked.limit);
  const last = items.at(-1);
  const more = last !== undefined && from + items.length < found.length;
  return { type: 'list', items, ...(more && { next_cursor: Buffer.from(last.id).toString('base64url') }) };
}

function after(found: readonly Listed[], cursor: string): number {
  const id = Buffer.from(cursor, 'base64url').toString();
  const at = found.findIndex((row) => row.id === id);
  if (at === -1) throw new Problem(400, 'Unknown cursor', 'cursor');
  return at + 1;
}

const matches = (row: Listed, asked: Query): boolean =>
  (asked.status === undefined || row.status === asked.status) &&
  (asked.payment_id === undefined || row.payment_id === asked.payment_id) &&
  (asked.payment_method === undefined || row.payment_method?.type === asked.payment_method) &&
  isWithin(row.created_at, asked, 'created_at') &&
  isWithin(row.captured_at, asked, 'captured_at');

function isWithin(text: string | undefined, asked: Query, field: 'created_at' | 'captured_at'): boolean {
  const bounds = (['gte', 'gt', 'lte', 'lt'] as const).map((bound) => asked[`${field}.${bound}` as const]);
  if (bounds.every((bound) => bound === undefined)) return true;
  const at = text === undefined ? Number.NaN : Date.parse(text);
  const [gte = -Infinity, gt = -Infinity, lte = Infinity, lt = Infinity] = bounds;
  return at >= gte && at > gt && at <= lte && at < lt;
}
