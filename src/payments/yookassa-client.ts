import { z } from 'zod';
import { callMs } from '../domain/deadline.js';
import { Throttled, UpstreamRejected, type AppError } from '../domain/errors.js';
import type { Http } from '../http.js';
import type { CallOptions } from '../http.js';
import { readRefusal } from './read-refusal.js';
import { listOf } from './yookassa-answers.js';
import { externalIdSchema } from './yookassa-saved.js';
import { unlessUnknown } from './unless-unknown.js';
import type { YookassaSettings } from './yookassa-settings.js';

const service = 'yookassa';

/** 30 s is its own processing limit; after that it answers 500 itself. */
const every = { service, timeoutMs: callMs.provider };

const Problem = z.object({
  code: z.string().max(100).catch('?'),
  description: z.string().catch(''),
  parameter: z.string().max(100).optional().catch(undefined),
  retry_after: z.number().positive().optional().catch(undefined), // in ms
});

export type YookassaClient = ReturnType<typeof createClient>;

/** Its API: HTTP Basic, JSON, and a key for whatever changes something. */
export function createClient(settings: YookassaSettings, http: Http) {
  const base = settings.YOOKASSA_API_URL.replace(/\/+$/, '');
  const credentials = `${settings.YOOKASSA_SHOP_ID}:${settings.YOOKASSA_SECRET_KEY}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;

  const get = <S extends z.ZodType>(path: string, answer: S, call: CallOptions) =>
    http(new URL(base + path), {
      ...call,
      ...every,
      answer,
      headers: { authorization },
      refusal: readRefusal(service, meaningOf),
    });

  /** A repeat under the same key within 24 hours answers the same and does nothing. */
  const post = <S extends z.ZodType>(
    path: string,
    key: string,
    json: unknown,
    answer: S,
    call: CallOptions,
  ) =>
    http(new URL(base + path), {
      ...call,
      ...every,
      answer,
      json,
      method: 'POST',
      headers: { authorization, 'Idempotence-Key': key },
      refusal: meaningOf,
    });

  return { get, post, find: finder(get), list: lister(get) };
}

type Get = <S extends z.ZodType>(path: string, answer: S, call: CallOptions) => Promise<z.output<S>>;

/** Null when it knows no such thing: 404, or 400 for an id of another shop. */
const finder =
  (get: Get) =>
  async <S extends z.ZodType>(kind: string, id: string, answer: S, call: CallOptions) => {
    if (!externalIdSchema.safeParse(id).success) return null;
    return unlessUnknown(get(`${kind}/${id}`, answer, call), [400, 404]);
  };

/** Everything created since, newest first, page by page. */
const lister = (get: Get) =>
  async function* list<S extends z.ZodType>(kind: string, item: S, since: Date, call: CallOptions) {
    const query = new URLSearchParams({ 'created_at.gte': since.toISOString(), limit: '100' });
    for (let cursor: string | undefined; ; query.set('cursor', cursor)) {
      const page = await get(`${kind}?${query}`, listOf(item), call);
      yield* page.items;
      if (page.next_cursor === undefined || page.next_cursor === cursor) return;
      cursor = page.next_cursor;
    }
  };

/** A 4xx is "not done"; 500 is "unknown", which the caller knows by itself. */
function meaningOf(status: number, body: unknown): AppError | undefined {
  const problem = Problem.safeParse(body);
  if (status >= 500 || !problem.success) return undefined;
  const { code, description, parameter, retry_after: afterMs } = problem.data;
  if (status === 429) return afterMs === undefined ? undefined : new Throttled(service, afterMs);
  const about = parameter === undefined ? '' : ` (${parameter})`;
  const details = { service, status, code, parameter, description: description.slice(0, 200) };
  return new UpstreamRejected(`${service} refused: ${code}${about}`, details);
}
