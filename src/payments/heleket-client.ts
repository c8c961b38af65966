import { z } from 'zod';
import { callMs } from '../domain/deadline.js';
import { UpstreamRejected } from '../domain/errors.js';
import type { CallOptions, Http } from '../http.js';
import { signatureOf } from './heleket-signature.js';
import { readRefusal, type Refusal } from './read-refusal.js';

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
    refusal: Refusal,
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
  const meaningOf: Refusal = (status, body) => {
    if (status >= 500 || status === 429) return undefined;
    const fields = Object.keys(Problem.safeParse(body).data?.errors ?? {}).join(', ');
    const message = `${service} refused with ${status}${fields && `: ${fields}`}`;
    return new UpstreamRejected(message, { service, status, fields });
  };

  return {
    create: <S extends z.ZodType>(path: string, order: object, result: S, call: CallOptions) =>
      post(path, order, result, call, meaningOf),
    read: <S extends z.ZodType>(path: string, query: object | null, result: S, call: CallOptions) =>
      post(path, query, result, call, readRefusal(service, meaningOf)),
  };
}

const envelope = z.object({ state: z.literal(0), result: z.unknown() }).transform(({ result }) => result);
