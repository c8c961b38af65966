import { constants } from 'node:os';

/** Something this machine lacks and a person must provide; the message is one sentence that names the choices. */
export class Unavailable extends Error {
  /** EX_UNAVAILABLE of sysexits.h */
  readonly exitCode = 69;
}

/** A command line that nobody here understands, or one at the wrong time; the message is one sentence with the remedy. */
export class Misused extends Error {
  /** EX_USAGE of sysexits.h */
  readonly exitCode = 64;
}

/** A signal told us to stop; the message is one sentence. */
export class Interrupted extends Error {
  /** As a shell tells of it: 130 for Ctrl-C. */
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`Stopped by ${signal}, with all that was started.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** What an error says in one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message.trim() : String(error);
}

/** Ends a script with one line for the person in front of it; a stack only for what nobody foresaw. */
export function endWith(error: unknown): void {
  if (error instanceof Unavailable || error instanceof Misused || error instanceof Interrupted) {
    console.error(error.message);
    process.exitCode = error.exitCode;
  } else {
    console.error(error);
    process.exitCode = 1;
  }
}
