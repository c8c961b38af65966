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

/** What an error says in one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message.trim() : String(error);
}

/** Ends a script with one line for the person in front of it; a stack only for what nobody foresaw. */
export function endWith(error: unknown): void {
  if (error instanceof Unavailable || error instanceof Misused) {
    console.error(error.message);
    process.exitCode = error.exitCode;
  } else {
    console.error(error);
    process.exitCode = 1;
  }
}
