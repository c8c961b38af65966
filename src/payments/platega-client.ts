import { z } from 'zod';
import { callMs } from '../domain/deadline.js';
import { UpstreamFailed, UpstreamRejected, type AppError } from '../domain/errors.js';
import type { CallOptions, Http } from '../http.js';

const service = 'platega';

export interface Keys {
  readonly base: string;
  readonly merchantId: string;
  readonly secret: string;
}

export type PlategaClient = ReturnType<typeof createClient>;

/** Its API: the shop's id and secret in two headers, JSON. */
export function createClient({ base, merchantId, secret }: Keys, http: Http) {
  const every = (path: string, call: CallOptions) => ({
    url: new URL(`${base.replace(/\/+$/, '')}/${path}`),
    options: { ...call, service, timeoutMs: callMs.provider },
    headers: { 'X-MerchantId': merchantId, 'X-Secret': secret },
  });

  return {
    read<S extends z.ZodType>(path: string, answer: S, call: CallOptions) {
      const { url, options, headers } = every(path, call);
      return http(url, { ...options, headers, answer, refusal: meaningOfRead });
    },

    /** `json` is its very text: amounts are numbers there, and no float of ours prints them. */
    write<S extends z.ZodType>(path: string, json: string | null, answer: S, call: CallOptions) {
      const { url, options, headers } = every(path, call);
      const text = json !== null && { text: { type: 'application/json', content: json } };
      return http(url, { ...options, headers, answer, method: 'POST', refusal: meaningOf, ...text });
    },
  };
}

/** `{message | title, data: [{key, message}]}`; the values of what it refuses are not repeated. */
const Problem = z
  .object({
    message: z.string().optional().catch(undefined),
    title: z.string().optional().catch(undefined),
    data: z
      .array(z.object({ key: z.string().max(60) }))
      .optional()
      .catch(undefined),
  })
  .transform(({ message, title, data = [] }) => {
    const about = data.map(({ key }) => key).join(', ');
    return `${(message ?? title ?? '?').slice(0, 100)}${about && ` (${about.slice(0, 100)})`}`;
  });

function meaningOf(status: number, body: unknown): AppError | undefined {
  const problem = Problem.safeParse(body);
  if (status >= 500 || status === 429 || !problem.success) return undefined;
  const hint = /cascade/i.test(problem.data) ? ': unset PLATEGA_PAYMENT_METHOD, this shop wants v2' : '';
  return new UpstreamRejected(`${service} refused: ${problem.data}${hint}`, { service, status });
}

/** Reading is asked again: whoever mends the keys must not also have to mend the payments made meanwhile. */
const meaningOfRead = (status: number, body: unknown): AppError | undefined =>
  status === 401 || status === 403
    ? new UpstreamFailed(`${service} refused our id and secret`, { service, status })
    : meaningOf(status, body);
