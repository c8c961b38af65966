import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { Problem } from './problem.js';

export const faultSchema = z.object({
  /** "POST /payments": the method and the beginning of the path; every call when absent. */
  match: z.string().default(''),
  kind: z.enum(['500', '429', '401', 'slow', 'timeout', 'lost', 'html', 'reset']),
  times: z.int().min(1).default(1),
  ms: z.int().min(0).max(120_000).optional(),
});
export type Fault = z.output<typeof faultSchema>;

export type Faults = ReturnType<typeof createFaults>;

/** What goes wrong with calls, on request. Everything but "slow" and "lost" happens before anything is done. */
export function createFaults() {
  let planned: { fault: Fault; left: number }[] = [];
  const closing = new AbortController();

  const take = (call: string): Fault | undefined => {
    const plan = planned.find(({ fault }) => call.startsWith(fault.match));
    if (!plan) return undefined;
    plan.left -= 1;
    planned = planned.filter(({ left }) => left > 0);
    return plan.fault;
  };

  const strike: RequestHandler = async (request, response, next) => {
    const fault = take(`${request.method} ${request.path}`);
    if (!fault) return next();
    response.locals['fault'] = fault.kind;
    await commit(fault, response, closing.signal);
    if (!response.headersSent && !response.destroyed) next();
  };

  return {
    strike,
    add: (fault: Fault): void => void planned.push({ fault, left: fault.times }),
    clear: (): void => void (planned = []),
    list: () => planned.map(({ fault, left }) => ({ ...fault, left })),
    close: (): void => closing.abort(),
  };
}

async function commit({ kind, ms }: Fault, response: Response, closing: AbortSignal): Promise<void> {
  switch (kind) {
    case '500':
      throw new Problem(500, 'Internal server error');
    case '429':
      throw new Problem(429, 'Too many requests', undefined, ms ?? 1_000);
    case '401':
      throw new Problem(401, 'Error in shopId or secret key. Check their validity.', 'Authorization');
    case 'slow':
      await pause(ms ?? 1_000, closing);
      return;
    case 'timeout':
      await pause(ms ?? 60_000, closing);
      response.destroy();
      return;
    case 'lost':
      response.json = () => response.destroy();
      return;
    case 'html':
      response.type('html').send('<html><body>502 Bad Gateway</body></html>');
      return;
    case 'reset':
      response.destroy();
      return;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
