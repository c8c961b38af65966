import type { z } from 'zod';

/** An API's refusal, in Stripe's own shape; of a bank's, all that it says. */
export class Problem extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, what: string | object, code?: string, param?: string) {
    super(`${status} ${typeof what === 'string' ? what : 'card_error'} ${code ?? ''}`);
    this.status = status;
    const message = 'Something about sk_test_****cdef.';
    this.body = { error: typeof what === 'string' ? { type: what, code, param, message } : what };
  }
}

/** @throws {Problem} 400 with the first parameter that is wrong */
export function checked<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [first, ...rest] = read.error.issues[0]?.path ?? [];
  const param = String(first) + rest.map((name) => `[${String(name)}]`).join('');
  throw new Problem(400, 'invalid_request_error', 'parameter_invalid', param);
}
