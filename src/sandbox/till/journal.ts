import type { RequestHandler } from 'express';

/** One line of what happened: a call that came in, or a notification that went out. */
export interface JournalLine {
  readonly at: string;
  readonly kind: 'call' | 'notification';
  readonly what: string;
  /** The HTTP status; null where there was no answer. */
  readonly status: number | null;
  readonly key?: string;
  readonly note?: string;
}

export interface Diary {
  readonly journal: JournalLine[];
  readonly nowMs: () => number;
}

/** The oldest lines go first. */
const limit = 1_000;

export function note({ journal, nowMs }: Diary, line: Omit<JournalLine, 'at'>): void {
  journal.push({ at: new Date(nowMs()).toISOString(), ...line });
  if (journal.length > limit) journal.splice(0, journal.length - limit);
}

/** Writes down each call once it ended, answered or not. */
export const noteCalls =
  (diary: Diary): RequestHandler =>
  (request, response, next) => {
    const key = request.get('idempotence-key') ?? request.get('idempotency-key');
    const what = `${request.method} ${request.path}`;
    response.once('close', () =>
      note(diary, {
        kind: 'call',
        what,
        status: response.writableFinished ? response.statusCode : null,
        ...(key !== undefined && { key }),
        ...(response.locals['fault'] !== undefined && { note: String(response.locals['fault']) }),
      }),
    );
    next();
  };
