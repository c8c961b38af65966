/** An answer of the Bot API that says no; `description` and `code` are the ones Telegram uses. */
export class ApiError extends Error {
  readonly code: number;
  /** Seconds; also sent as the header Retry-After. */
  readonly retryAfter: number | undefined;

  constructor(code: number, description: string, retryAfter?: number) {
    super(description);
    this.name = 'ApiError';
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export const badRequest = (reason: string): ApiError => new ApiError(400, `Bad Request: ${reason}`);
export const forbidden = (reason: string): ApiError => new ApiError(403, `Forbidden: ${reason}`);
export const conflict = (reason: string): ApiError => new ApiError(409, `Conflict: ${reason}`);
export const tooMany = (retryAfter: number): ApiError =>
  new ApiError(429, `Too Many Requests: retry after ${retryAfter}`, retryAfter);

/** What the control API refuses: a tap on a button that is not there, a person nobody knows. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
  }
}

/** The body of every refusal, the same for the answer and for the journal. */
export const refusal = ({ code, message, retryAfter }: ApiError) => ({
  ok: false as const,
  error_code: code,
  description: message,
  ...(retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }),
});
