import type { ErrorRequestHandler } from 'express';

/** A refusal in Tribute's own words. */
export class Problem extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, message: string) {
    super(message);
    this.status = status;
    this.error = error;
  }
}

export const answerProblem: ErrorRequestHandler = (problem: unknown, _request, response, next) => {
  if (response.headersSent) return next(problem);
  const { status, error, message } =
    problem instanceof Problem ? problem : new Problem(400, 'error_bad_request', 'not to be read');
  response.status(status).json({ error, message });
};
