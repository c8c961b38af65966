import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { scrub, scrubText } from '../scrub.js';
import { InvalidSignature, MalformedWebhook } from '../webhook.js';

/** Nothing of ours lives there. */
export const notFound: RequestHandler = (_req, res) => {
  answer(res, 404);
};

/** This place is ours, and is not asked in that way. */
export const allow =
  (...methods: string[]): RequestHandler =>
  (_req, res) => {
    answer(res.set('allow', methods.join(', ')), 405);
  };

/**
 * The last handler of every app: what went wrong is for the log, and the caller learns the status and nothing else.
 * Express's own answers with the stack.
 */
export const errors =
  (log: Logger): ErrorRequestHandler =>
  (error: unknown, req, res, _next) => {
    const status = statusOf(error);
    if (status >= 500)
      log.error({ reason: scrub(error), method: req.method, path: scrubText(req.path) }, 'request failed');
    if (res.headersSent) res.destroy();
    else answer(res, status);
  };

/** Body parsers say it in `status`; a body that is not what was signed (compressed) is one that we cannot read. */
export function statusOf(error: unknown): number {
  if (error instanceof InvalidSignature) return 401;
  if (error instanceof MalformedWebhook) return 400;
  if (typeof error !== 'object' || error === null || !('status' in error)) return 500;
  const { status } = error;
  if (typeof status !== 'number' || status < 400 || status > 499) return 500;
  return status === 415 ? 400 : status;
}

export const answer = (res: Parameters<RequestHandler>[1], status: number): void =>
  void res
    .status(status)
    .type('text/plain')
    .send(`${STATUS_CODES[status] ?? 'Error'}\n`);
