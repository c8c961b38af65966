import { z } from 'zod';
import { Throttled, UpstreamFailed, UpstreamRejected, type AppError } from '../domain/errors.js';
import type { CallOptions, Http } from '../http.js';

const service = 'stars';

const Problem = z.object({
  description: z.string().max(500),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});

/** Stars had been given back before: as good as done. Also told of some that it gives back just now (tdlib/td#3209). */
export class AlreadyRefunded extends UpstreamRejected {
  override readonly code = 'stars.already_refunded';
}

/** The Bot API. The token is a part of the address, so no address ever gets into an error. */
export function createClient(root: string, token: string, http: Http) {
  return <S extends z.ZodType>(
    method: string,
    parameters: Readonly<Record<string, unknown>>,
    result: S,
    call: CallOptions,
  ): Promise<z.output<S>> =>
    http(new URL(`${root.replace(/\/+$/, '')}/bot${token}/${method}`), {
      ...call,
      service,
      method: 'POST',
      json: parameters,
      answer: envelope.pipe(result),
      refusal,
    });
}

export type StarsClient = ReturnType<typeof createClient>;

const envelope = z.object({ ok: z.literal(true), result: z.unknown() }).transform(({ result }) => result);

/** 401 and 404 are said of a token that is not right: the operator mends it, and what was asked is asked again. */
function refusal(status: number, body: unknown): AppError | undefined {
  const problem = Problem.safeParse(body);
  if (status >= 500 || !problem.success) return undefined;
  const { description, parameters } = problem.data;
  if (status === 429) return new Throttled(service, 1_000 * (parameters?.retry_after ?? 1));
  if (status === 401 || status === 404)
    return new UpstreamFailed(`${service} refused our token`, { service, status });
  const Refusal = description.includes('CHARGE_ALREADY_REFUNDED') ? AlreadyRefunded : UpstreamRejected;
  return new Refusal(`${service} refused: ${description}`, { service, status });
}
