import type { z } from 'zod';
import {
  AccountExists,
  AccountMissing,
  Later,
  UpstreamFailed,
  UpstreamRejected,
  type AppError,
} from '../domain/errors.js';
import type { CallOptions, Http } from '../http.js';
import { refusalAnswer } from './remnawave-answers.js';

export type Ask = <Schema extends z.ZodType>(
  path: string,
  answer: Schema,
  call: CallOptions,
  send?: { method?: 'POST' | 'PATCH'; json?: unknown },
) => Promise<z.output<Schema>>;

/** The account is in the wanted state already, or the device gone. */
export class AlreadySo extends UpstreamRejected {
  override readonly code = 'panel.already_so';
}

/**
 * There is no such route, or it wants other words: what a panel of another version answers. The validator of 3.x finds a
 * uuid to be no number, that of 2.x a number to be no uuid.
 */
export class NotUnderstood extends UpstreamRejected {
  override readonly code = 'panel.not_understood';
}

/** Without the forwarded headers the panel hangs up unasked: it believes nobody who comes past its proxy. */
export function client({ url, key }: { url: string; key: string }, http: Http): Ask {
  const base = `${url.replace(/\/+$/, '').replace(/\/api$/, '')}/api/`;
  const headers = {
    authorization: `Bearer ${key}`,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'https',
  };
  return (path, answer, { signal, subject }, send = {}) =>
    http(new URL(path, base), {
      service: 'remnawave',
      subject,
      signal,
      headers,
      answer,
      ...send,
      refusal: (status, body) => refusalFrom(status, body, subject),
    });
}

const meanings: Readonly<
  Record<string, new (message: string, details: Record<string, unknown>) => AppError>
> = {
  A019: AccountExists,
  A025: AccountMissing,
  A063: AccountMissing,
  A029: AlreadySo,
  A030: AlreadySo,
  A204: AlreadySo,
};

/** A conflict is over soon; it is read again and told again then. */
const conflictMs = 2_000;

/**
 * Judged by its error code. A 404 without one is a wrong address, not a missing account, and one in other words than the
 * panel's is a proxy's, behind which the panel restarts; a 500 with one may be a permanent fault (an unknown squad), but
 * also a database that is away, so its effect stays unknown. A 409 without one did nothing because of somebody else's
 * change: what was paid for must not wait for a person because of it.
 */
function refusalFrom(status: number, body: unknown, subject: string): AppError | undefined {
  if (status === 429) return undefined;
  const refusal = refusalAnswer.safeParse(body).data;
  if (refusal === undefined) {
    if (status !== 404) return undefined;
    return new UpstreamFailed('somebody before remnawave answered 404', {
      service: 'remnawave',
      subject,
      status,
    });
  }

  const { errorCode, message, errors } = refusal;
  const reason = [errorCode, message, errors && faultsIn(errors)].filter(Boolean).join(' ');
  const details = { service: 'remnawave', subject, status, errorCode };
  if (status === 409 && errorCode === undefined)
    return new Later(`remnawave answered 409 ${reason}`.trim(), conflictMs);
  const Problem = status < 500 ? meaningOf(status, errorCode) : UpstreamFailed;
  return new Problem(`remnawave answered ${status} ${reason}`.trim(), details);
}

const meaningOf = (status: number, errorCode = '') =>
  meanings[errorCode] ??
  (errorCode === '' && (status === 400 || status === 404) ? NotUnderstood : UpstreamRejected);

const faultsIn = (errors: readonly { path: readonly (string | number)[]; message: string }[]): string =>
  `(${errors.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')})`;
