import type { RequestHandler } from 'express';
import { Problem } from './stripe-problem.js';
import { keep } from './till/keep.js';

interface Stored {
  readonly form: string;
  readonly sinceMs: number;
  /** Undefined while the first call is under way. */
  answer?: { readonly status: number; readonly body: unknown };
}

/**
 * The first answer under a key is the answer for a day, whatever it was; other parameters under it are refused, and so
 * is a second call while the first is under way. Refused parameters are not remembered, but what a bank refused is.
 */
export function createKeys(nowMs: () => number): RequestHandler {
  const stored = new Map<string, Stored>();
  return (request, response, next) => {
    const key = request.get('idempotency-key');
    if (request.method !== 'POST' || key === undefined) return next();
    if (key.length > 255) throw new Problem(400, 'invalid_request_error', 'idempotency_key_too_long');
    const form = `${request.path}?${JSON.stringify(request.body)}`;
    const known = stored.get(key);
    if (known && known.sinceMs > nowMs() - 24 * 3_600_000) {
      if (known.form !== form) throw new Problem(400, 'idempotency_error');
      if (!known.answer) throw new Problem(409, 'idempotency_error', 'idempotency_key_in_use');
      response.set('idempotent-replayed', 'true').status(known.answer.status).json(known.answer.body);
      return;
    }
    const mine: Stored = { form, sinceMs: nowMs() };
    keep(stored, key, mine);
    const send = response.json.bind(response);
    response.json = (body: unknown) => {
      const status = response.statusCode;
      if (status >= 400 && status < 500 && status !== 402) stored.delete(key);
      else mine.answer = { status, body };
      return send(body);
    };
    next();
  };
}
