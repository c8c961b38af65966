import { z } from 'zod';
import { callMs } from '../domain/deadline.js';
import { UpstreamFailed, UpstreamRejected, type AppError } from '../domain/errors.js';
import type { CallOptions, Http } from '../http.js';
import { signatureOf } from './heleket-signature.js';

export interface Merchant {
  readonly service: string;
  readonly base: string;
  readonly id: string;
  readonly key: string;
}

const Problem = z.object({
  errors: z.record(z.string().max(60), z.unknown()).optional().catch(undefined),
});

export type HeleketClient = ReturnType<typeof createClient>;

/** Its API: POST only, the merchant and the signature of what is sent in headers, everything in an envelope. */
export function createClient({ service, base, id, key }: Merchant, http: Http) {
  const post = <S extends z.ZodType>(
    path: string,
    body: object | null,
    result: S,
    call: CallOptions,
    refusal: (status: number, body: unknown) => AppError | undefined,
  ): Promise<z.output<S>> => {
    const content = body === null ? '' : JSON.stringify(body);
    return http(new URL(`${base.replace(/\/+$/, '')}/v1${path}`), {
      ...call,
      service,
      timeoutMs: callMs.provider,
      method: 'POST',
      // Its server signs the bytes that it gets: these, and no second JSON of the same.
      ...(body !== null && { text: { type: 'application/json', content } }),
      headers: { merchant: id, sign: signatureOf(content, key) },
      answer: envelope.pipe(result),
      refusal,
    });
  };

  /** A 4xx is "not done"; 500 is "unknown", which the caller knows by itself. */
  const meaningOf = (status: number, body: unknown): AppError | undefined => {
    if (status >= 500 || status === 429) return undefined;
    const fields = Object.keys(Problem.safeParse(body).data?.errors ?? {}).join(', ');
    const message = `${service} refused with ${status}${fields && `: ${fields}`}`;
    return new UpstreamRejected(message, { service, status, fields });
  };

  /** Reading is asked again: whoever mends the key must not also have to mend the payments made meanwhile. */
  const loginRefused = (status: number): AppError =>
    new UpstreamFailed(`${service} refused our credentials`, { service, status });

  return {
    create: <S extends z.ZodType>(path: string, order: object, result: S, call: CallOptions) =>
      post(path, order, result, call, meaningOf),
    read: <S extends z.ZodType>(path: string, query: object | null, result: S, call: CallOptions) =>
      post(path, query, result, call, (status, body) =>
        status === 401 || status === 403 ? loginRefused(status) : meaningOf(status, body),
      ),
  };
}

const envelope = z.object({ state: z.literal(0), result: z.unknown() }).transform(({ result }) => result);
