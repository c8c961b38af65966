import type { ErrorRequestHandler, RequestHandler } from 'express';
import { readOrRefuse } from './read-as.js';

export const merchantId = '11111111-2222-4333-8444-666666666666';
export const secret = 'sandbox-platega-secret';

/** A refusal in Platega's own words. */
export class Problem extends Error {
  readonly status: number;
  readonly key: string | null;

  constructor(status: number, message: string, key: string | null = null) {
    super(message);
    this.status = status;
    this.key = key;
  }
}

export const login: RequestHandler = (request, _response, next) => {
  if (request.get('x-merchantid') !== merchantId) throw new Problem(401, 'Merchant not exists');
  if (request.get('x-secret') !== secret) throw new Problem(401, 'Merchant secret key is not correct');
  next();
};

/** @throws {Problem} 400 that names the field */
export const readAs = readOrRefuse(({ path }) => new Problem(400, 'VAL_0001', String(path.at(-1))));

export const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status, message, key } = error instanceof Problem ? error : new Problem(400, 'Bad request');
  response.status(status).json({ message, ...(key !== null && { data: [{ key, message: 'invalid' }] }) });
};
