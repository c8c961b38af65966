import { z } from 'zod';
import { callMs } from '../domain/deadline.js';
import { UpstreamFailed, UpstreamRejected, type AppError } from '../domain/errors.js';
import type { CallOptions, Http } from '../http.js';
import { readRefusal } from './read-refusal.js';

const service = 'stripe';

/** The version whose shapes we read. The account's own may be any, and that of its webhooks another. */
const version = '2026-10-28.endive';

/** Never its message: that repeats parts of the key. */
const Problem = z.object({
  error: z.object({
    type: z.string().max(60),
    code: z.string().max(60).optional().catch(undefined),
    param: z.string().max(100).optional().catch(undefined),
    payment_intent: z.object({ id: z.string() }).loose().optional().catch(undefined),
  }),
});

/** A bank said no: nothing was taken, and the payment intent is there to say why. */
export class CardRefused extends UpstreamRejected {
  override readonly code = 'stripe.card_refused';
  /** As Stripe shows it; in no log. */
  readonly intent: unknown;

  constructor(intent: unknown, details: Record<string, unknown>) {
    super('stripe says that the bank refused', details);
    // Whoever writes the error down writes what can be listed.
    Object.defineProperty(this, 'intent', { value: intent, enumerable: false });
  }
}

export type StripeClient = ReturnType<typeof createClient>;

/** Its API: forms with brackets go in, JSON comes out, and a key makes a repeat answer the same for a day. */
export function createClient(base: string, secretKey: string, http: Http) {
  const at = (path: string, query = '') =>
    new URL(`${base.replace(/\/+$/, '')}/v1/${path}${query && `?${query}`}`);
  const headers = { authorization: `Bearer ${secretKey}`, 'Stripe-Version': version };

  const get = <S extends z.ZodType>(path: string, query: object, answer: S, call: CallOptions) =>
    http(at(path, formOf(query).toString()), {
      ...call,
      service,
      timeoutMs: callMs.provider,
      answer,
      headers,
      refusal: readRefusal(service, meaningOf),
    });

  const post = <S extends z.ZodType>(path: string, key: string, form: object, answer: S, call: CallOptions) =>
    http(at(path), {
      ...call,
      service,
      timeoutMs: callMs.provider,
      answer,
      method: 'POST',
      text: { type: 'application/x-www-form-urlencoded', content: formOf(form).toString() },
      headers: { ...headers, 'Idempotency-Key': key },
      refusal: meaningOf,
    });

  /** Everything of a kind, newest first, page by page. */
  async function* list<S extends z.ZodType<{ readonly id: string }>>(
    path: string,
    query: object,
    item: S,
    call: CallOptions,
  ): AsyncIterable<z.output<S>> {
    const pageSchema = z.object({ data: z.array(item), has_more: z.boolean() });
    for (let after: object = {}; ;) {
      const { data, has_more: hasMore } = await get(
        path,
        { ...query, limit: 100, ...after },
        pageSchema,
        call,
      );
      yield* data;
      const last = data.at(-1);
      if (!hasMore || !last) return;
      after = { starting_after: last.id };
    }
  }

  return { get, post, list };
}

/** A 4xx is "not done", but 409 only says that the first call with this key is still under way. */
function meaningOf(status: number, body: unknown): AppError | undefined {
  const problem = Problem.safeParse(body);
  if (status >= 500 || status === 429 || !problem.success) return undefined;
  const { type, code, param, payment_intent: intent } = problem.data.error;
  if (status === 402 && intent) return new CardRefused(intent, { service, status, code });
  if (status === 409) return new UpstreamFailed(`${service} is still at it`, { service, status, code });
  const about = param === undefined ? '' : ` (${param})`;
  return new UpstreamRejected(`${service} refused: ${code ?? type}${about}`, {
    service,
    status,
    code,
    param,
  });
}

/** `a[b][0][c]=d` of an object. */
function formOf(value: object, form = new URLSearchParams(), prefix = ''): URLSearchParams {
  for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
    const path = prefix === '' ? name : `${prefix}[${name}]`;
    if (typeof inner === 'object' && inner !== null) formOf(inner, form, path);
    else form.append(path, String(inner));
  }
  return form;
}
