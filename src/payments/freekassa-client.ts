import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { callMs } from '../domain/deadline.js';
import { Later, UpstreamRejected, type AppError } from '../domain/errors.js';
import type { CallOptions } from '../http.js';
import { readRefusal, type Refusal } from './read-refusal.js';
import type { Tools } from './tools.js';

const service = 'freekassa';

/** How often one call is sent, each time with a larger nonce. */
const tries = 3;

/** Another call's larger nonce came first, so this one was not done. */
export class Overtaken extends Later {
  override readonly code = 'freekassa.overtaken';
}

type Fields = Readonly<Record<string, string | number>>;

export type FreekassaClient = ReturnType<typeof createClient>;

/**
 * Its API: JSON by POST, signed, with a nonce above every earlier one of the shop. Calls that are under way together
 * may overtake each other; what is refused for that was not done, and is sent again.
 * The nonce is the time in ms, as other shops send it; one has reported, unconfirmed, that it is kept in 32 bits there.
 */
export function createClient(
  { base, shopId, apiKey }: { readonly base: string; readonly shopId: number; readonly apiKey: string },
  { http, next }: Tools,
) {
  const send = async <S extends z.ZodType>(
    path: string,
    given: Fields,
    answer: S,
    refusal: Refusal,
    call: CallOptions,
  ): Promise<z.output<S>> => {
    const fields = { ...given, shopId, nonce: Number(await next(service)) };
    return http(new URL(`${base.replace(/\/+$/, '')}/${path}`), {
      ...call,
      service,
      timeoutMs: callMs.provider,
      method: 'POST',
      json: { ...fields, signature: signatureOf(fields, apiKey) },
      answer,
      refusal,
    });
  };

  const insistent =
    (refusal: Refusal) =>
    async <S extends z.ZodType>(path: string, given: Fields, answer: S, call: CallOptions) => {
      for (let sent = 1; ; sent += 1) {
        try {
          return await send(path, given, answer, refusal, call);
        } catch (error) {
          if (!(error instanceof Overtaken) || sent >= tries) throw error;
        }
      }
    };

  return { read: insistent(readRefusal(service, meaningOf)), write: insistent(meaningOf) };
}

/** HMAC-SHA256 over the values in the order of their names, printed as in the JSON. */
export const signatureOf = (fields: Fields, apiKey: string): string =>
  createHmac('sha256', apiKey)
    .update(
      Object.keys(fields)
        .toSorted()
        .map((name) => String(fields[name]))
        .join('|'),
    )
    .digest('hex');

const Problem = z
  .object({ message: z.string().optional(), error: z.string().optional() })
  .transform(({ message, error }) => message ?? error ?? '');

/** It has no codes, only sentences: "Request with same (or bigger) nonce already exist". */
function meaningOf(status: number, body: unknown): AppError | undefined {
  const problem = Problem.safeParse(body);
  if (status >= 500 || status === 429 || !problem.success) return undefined;
  if (/nonce/i.test(problem.data)) return new Overtaken(`${service} knows a larger nonce`, 1_000);
  return new UpstreamRejected(`${service} refused: ${problem.data.slice(0, 100)}`, { service, status });
}
