import type { z } from 'zod';
import { deadline } from './deadline.js';
import { AppError, Throttled, UpstreamFailed, UpstreamRejected } from './domain/errors.js';
import { scrubDeep } from './scrub.js';

/** One call: for whom it is made (a breaker opens only when several subjects fail) and until when. */
export interface CallOptions {
  readonly signal: AbortSignal;
  readonly subject: string;
}

export interface Call<Schema extends z.ZodType> {
  /** Whom we call, for errors, metrics and the breaker. */
  readonly service: string;
  /** For whom: a breaker opens only when several subjects fail. */
  readonly subject: string;
  /** What a good answer looks like. An empty body is read as `null`. */
  readonly answer: Schema;
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A body that is no JSON, or whose very bytes were signed. */
  readonly text?: { readonly type: string; readonly content: string };
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** What a refusal means in the service's own words; undefined leaves it to the status code. */
  readonly refusal?: (status: number, body: unknown) => AppError | undefined;
}

export type Http = <Schema extends z.ZodType>(url: URL, call: Call<Schema>) => Promise<z.output<Schema>>;

const bodyLimit = 8 * 1024 * 1024;
/** A refusal has a few words to say. What says more is a page of somebody between, and its status says enough. */
const refusalLimit = 64 * 1024;

/**
 * The only way out of this system over HTTP, Telegram aside: every call has a deadline, a schema and an error
 * class, follows no redirect and reads no endless body.
 *
 * @throws {Throttled} on 429, {UpstreamRejected} on another 4xx, {UpstreamFailed} on all else: its effect is unknown
 */
export const request: Http = async (url, call) => {
  const { service, subject, answer, refusal } = call;
  const { status, headers, body } = await exchange(url, call).catch((cause: unknown) => {
    throw new UpstreamFailed(`${service} did not answer`, { service, subject }, { cause });
  });

  if (status >= 400) {
    // Before anybody cuts it: a part of a secret is one, too, and no scrubber knows it.
    const meaning = refusal?.(status, scrubDeep(body));
    if (meaning) throw meaning;
    if (status === 429) throw new Throttled(service, 1_000 * (Number(headers.get('retry-after')) || 30));
    const Problem = status < 500 ? UpstreamRejected : UpstreamFailed;
    throw new Problem(`${service} answered ${status}`, { service, subject, status });
  }
  const parsed = answer.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UpstreamFailed(`${service} answered nonsense: ${issue?.path.join('.')} ${issue?.message}`, {
      service,
      subject,
    });
  }
  return parsed.data;
};

async function exchange<S extends z.ZodType>(
  url: URL,
  { method = 'GET', headers, json, text, signal, timeoutMs = 10_000 }: Call<S>,
) {
  const body =
    text ?? (json === undefined ? null : { type: 'application/json', content: JSON.stringify(json) });
  const response = await fetch(url, {
    method,
    headers: { ...(body && { 'content-type': body.type }), ...headers },
    ...(body && { body: body.content }),
    redirect: 'error',
    signal: deadline(timeoutMs, signal),
  });
  return { status: response.status, headers: response.headers, body: await read(response) };
}

async function read(response: Response): Promise<unknown> {
  const refused = response.status >= 400;
  const text = await textOf(response, refused ? refusalLimit : bodyLimit);
  if (text === null && !refused) throw new RangeError('the answer is too long');
  if (text === null) return undefined;
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // an HTML page of some proxy: no schema takes it
  }
}

/** Null where it is longer, and the rest of it is not read. */
async function textOf({ headers, body }: Response, limit: number): Promise<string | null> {
  if (Number(headers.get('content-length') ?? 0) > limit) {
    await body?.cancel();
    return null;
  }
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > limit) return null; // which cancels the body
  }
  return text;
}
