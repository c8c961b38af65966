import type { NextFunction, Request, Response } from 'express';
import type { z } from 'zod';

/** What whoever moves the emulator asks for does not fit what it is: answered with its status and a sentence. */
export class Unfit extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @throws {Unfit} 400 with the first fault */
export function readAs<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Unfit(400, `${issue?.path.join('.')}: ${issue?.message}`);
}

export function answerUnfit(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (error instanceof Unfit) response.status(error.status).json({ error: error.message });
  else next(error);
}
