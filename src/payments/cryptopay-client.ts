import { z } from 'zod';
import { callMs } from '../domain/deadline.js';
import { UpstreamFailed, UpstreamRejected, type AppError } from '../domain/errors.js';
import { currencies, money, parseMoney } from '../domain/money.js';
import type { CallOptions, Http } from '../http.js';
import type { Claim, Snapshot } from './provider.js';
import { decimal } from './read-money.js';

const service = 'cryptopay';

export const invoiceSchema = z.object({
  invoice_id: z.number().int().positive(),
  status: z.enum(['active', 'paid', 'expired']),
  fiat: z.enum(currencies).optional().catch(undefined),
  amount: decimal,
  payload: z.string().optional().catch(undefined),
  bot_invoice_url: z.url().optional(),
  created_at: z.iso.datetime({ offset: true }),
  expiration_date: z.iso.datetime({ offset: true }).optional().catch(undefined),
});
export type Invoice = z.output<typeof invoiceSchema>;

export const meSchema = z.object({ payment_processing_bot_username: z.string() });

const Problem = z.object({ error: z.object({ name: z.string().max(100) }) });

/** Its API: the token in a header, everything in an envelope. */
export function createClient(base: string, token: string, http: Http) {
  return <S extends z.ZodType>(
    method: string,
    parameters: Readonly<Record<string, unknown>>,
    result: S,
    call: CallOptions,
  ): Promise<z.output<S>> => {
    return http(new URL(`${base.replace(/\/+$/, '')}/api/${method}`), {
      ...call,
      service,
      timeoutMs: callMs.provider,
      method: 'POST',
      json: parameters,
      headers: { 'Crypto-Pay-API-Token': token },
      answer: envelope.pipe(result),
      refusal,
    });
  };
}

const envelope = z.object({ ok: z.literal(true), result: z.unknown() }).transform(({ result }) => result);

/** A refused token is mended by the operator: what was asked meanwhile is asked again. */
function refusal(status: number, body: unknown): AppError | undefined {
  const problem = Problem.safeParse(body);
  if (status >= 500 || status === 429 || !problem.success) return undefined;
  if (status === 401) return new UpstreamFailed(`${service} refused our token`, { service, status });
  const { name } = problem.data.error;
  return new UpstreamRejected(`${service} refused: ${name}`, { service, name });
}

const claims: Readonly<Record<Invoice['status'], Claim>> = {
  active: 'pending',
  paid: 'succeeded',
  expired: 'expired',
};

/** Null for what is billed in a coin, which we never ask for. */
export function toSnapshot({ invoice_id: id, status, fiat, amount, payload }: Invoice): Snapshot | null {
  if (fiat === undefined) return null;
  return {
    externalId: String(id),
    paymentId: payload ?? null,
    claim: claims[status],
    amount: parseMoney(amount, fiat),
    refunded: money(0n, fiat),
    ours: true,
  };
}
