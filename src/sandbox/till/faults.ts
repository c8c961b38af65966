import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import { z } from 'zod';

export const faultSchema = z.object({
  /** "POST /payments": the method and the beginning of the path; every call when absent. */
  match: z.string().default(''),
  kind: z.enum(['500', '429', '401', 'slow', 'timeout', 'lost', 'html', 'reset']),
  times: z.int().min(1).default(1),
  ms: z.int().min(0).max(120_000).optional(),
});
export type Fault = z.output<typeof faultSchema>;

/** A refusal of the service's own, for its error handler: thrown, not answered. `ms`: when to come again. */
export type Refuse = (kind: '500' | '429' | '401', ms: number) => Error;

export type Faults = ReturnType<typeof createFaults>;

/** What goes wrong with calls, on request. Everything but "slow" and "lost" happens before anything is done. */
export function createFaults(refuse: Refuse) {
  let planned: { fault: Fault; left: number }[] = [];
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // each call that is slow listens

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
    await commit(fault, response, refuse, closing.signal);
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

async function commit(
  { kind, ms }: Fault,
  response: Response,
  refuse: Refuse,
  closing: AbortSignal,
): Promise<void> {
  switch (kind) {
    case '500':
    case '429':
    case '401':
      throw refuse(kind, ms ?? 1_000);
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
