import { z } from 'zod';
import { callMs } from '../domain/deadline.js';
import { UpstreamFailed, UpstreamRejected, type AppError } from '../domain/errors.js';
import type { CallOptions, Http } from '../http.js';
import type { TributeSettings } from './tribute-settings.js';

const service = 'tribute';

const Problem = z.object({ error: z.string().regex(/^[a-z_]{1,64}$/) });

export type TributeClient = ReturnType<typeof createClient>;

/** Its API: the key in a header, JSON, and a word of its own for each refusal. It has no idempotency keys. */
export function createClient({ TRIBUTE_API_URL: base }: TributeSettings, apiKey: string, http: Http) {
  const every = { service, timeoutMs: callMs.provider, headers: { 'Api-Key': apiKey } };
  const at = (path: string) => new URL(base.replace(/\/+$/, '') + path);
  return {
    get: <S extends z.ZodType>(path: string, answer: S, call: CallOptions) =>
      http(at(path), { ...call, ...every, answer, refusal: refusalOfRead }),

    post: <S extends z.ZodType>(path: string, json: unknown, answer: S, call: CallOptions) =>
      http(at(path), { ...call, ...every, answer, json, method: 'POST', refusal }),
  };
}

/** Whoever mends the key must not also have to mend the payments made meanwhile. */
function refusalOfRead(status: number, body: unknown): AppError | undefined {
  if (status === 401 || status === 403)
    return new UpstreamFailed(`${service} refused our key`, { service, status });
  return refusal(status, body);
}

function refusal(status: number, body: unknown): AppError | undefined {
  const problem = Problem.safeParse(body);
  if (status >= 500 || status === 429 || !problem.success) return undefined;
  const { error } = problem.data;
  return new UpstreamRejected(`${service} refused: ${error}`, { service, status, error });
}
