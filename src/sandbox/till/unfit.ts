import type { NextFunction, Request, Response } from 'express';
import { readOrRefuse } from '../read-as.js';

/** What whoever moves the emulator asks for does not fit what it is: answered with its status and a sentence. */
export class Unfit extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @throws {Unfit} 400 with the first fault */
export const readAs = readOrRefuse(({ path, message }) => new Unfit(400, `${path.join('.')}: ${message}`));

export function answerUnfit(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (error instanceof Unfit) response.status(error.status).json({ error: error.message });
  else next(error);
}
