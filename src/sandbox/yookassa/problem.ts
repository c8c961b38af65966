import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { readOrRefuse } from '../read-as.js';

const codes = {
  400: 'invalid_request',
  401: 'invalid_credentials',
  403: 'forbidden',
  404: 'not_found',
  429: 'too_many_requests',
  500: 'internal_server_error',
} as const;

/** A refusal in YooKassa's own words. */
export class Problem extends Error {
  readonly status: keyof typeof codes;
  readonly parameter: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(status: keyof typeof codes, description: string, parameter?: string, retryAfterMs?: number) {
    super(description);
    this.status = status;
    this.parameter = parameter;
    this.retryAfterMs = retryAfterMs;
  }

  body(): object {
    return {
      type: 'error',
      id: randomUUID(),
      code: codes[this.status],
      description: this.message,
      ...(this.parameter !== undefined && { parameter: this.parameter }),
      ...(this.retryAfterMs !== undefined && { retry_after: this.retryAfterMs }),
    };
  }
}

export const loginRefused = (): Problem =>
  new Problem(401, 'Error in shopId or secret key. Check their validity.', 'Authorization');

/** Reads a request by its schema; the first fault becomes the refusal, with the parameter it is in. */
export const readAs = readOrRefuse(
  ({ path, message }) => new Problem(400, message, path.join('.') || undefined),
);

/** The last middleware: whatever was thrown is answered as YooKassa would. */
export function answerProblem(
  error: unknown,
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (response.headersSent) return next(error);
  const problem =
    error instanceof Problem
      ? error
      : isBadBody(error)
        ? new Problem(400, 'The request is not valid JSON')
        : new Problem(500, 'Internal server error');
  response.status(problem.status).json(problem.body());
}

const isBadBody = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && Number(error.status) < 500;
