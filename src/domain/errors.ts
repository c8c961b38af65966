/** What the queue does with a job that threw. `afterMs` waits without spending an attempt. */
export type Retry = 'backoff' | 'never' | { readonly afterMs: number };

/**
 * A failure we foresaw. `code` is for machines and alerts, `message` for the log,
 * `details` for whoever reads it at night. Never put a secret in any of the three.
 */
export abstract class AppError extends Error {
  abstract readonly code: string;
  readonly retry: Retry = 'backoff';
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.details = details;
  }
}

/** It cannot succeed however often it is tried: a person decides. */
export class Never extends AppError {
  readonly code: string;
  override readonly retry = 'never';

  constructor(code: string, message: string, details: Record<string, unknown> = {}) {
    super(message, details);
    this.code = code;
  }
}

/** Not now, and nobody's fault: the job comes again after `afterMs`, its attempt unspent. */
export class Later extends AppError {
  readonly code: string = 'work.later';
  override readonly retry: Retry;

  constructor(message: string, afterMs: number) {
    super(message, { afterMs });
    this.retry = { afterMs };
  }
}

/** Somebody else's service asked us to slow down. */
export class Throttled extends Later {
  override readonly code = 'upstream.throttled';

  constructor(service: string, afterMs: number) {
    super(`${service} asks to wait ${afterMs} ms`, afterMs);
  }
}

/** Another service failed, answered nonsense or not at all: what it did is unknown. Worth another try. */
export class UpstreamFailed extends AppError {
  readonly code = 'upstream.failed';
}

/** Another service refused our request and did nothing: asking again would be asking the same. */
export class UpstreamRejected extends AppError {
  readonly code: string = 'upstream.rejected';
  override readonly retry: Retry = 'never';
}

/** The provider will not charge this saved method any more, and charged nothing: forget it. */
export class MethodGone extends UpstreamRejected {
  override readonly code = 'payments.method_gone';
}

/** It answered, and said no. After anything else (a timeout, a lost answer, a 5xx) it may have done it. */
export const refused = (error: unknown): error is AppError =>
  error instanceof AppError && error.retry !== 'backoff';

/** The panel has an account of this name: read it, and see whose it is. */
export class AccountExists extends AppError {
  readonly code = 'panel.account_exists';
}

/** The panel has no such account. */
export class AccountMissing extends UpstreamRejected {
  override readonly code = 'panel.account_missing';
}

/** The person blocked the bot, deleted the account or never started it: nothing reaches them. */
export class RecipientGone extends AppError {
  readonly code = 'telegram.recipient_gone';
  override readonly retry = 'never';
}

/** The message that was to be edited or deleted is not there, or is of another kind. */
export class MessageGone extends AppError {
  readonly code = 'telegram.message_gone';
  override readonly retry = 'never';
}
