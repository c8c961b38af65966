import { UpstreamFailed, type AppError } from '../domain/errors.js';

/** What a refusal means in the words of its service; undefined leaves it to the status. */
export type Refusal = (status: number, body: unknown) => AppError | undefined;

/**
 * The same of a read, where 401 and 403 are worth another try: whoever mends the key must not also have to mend
 * the payments made meanwhile.
 */
export const readRefusal =
  (service: string, refusal: Refusal): Refusal =>
  (status, body) =>
    status === 401 || status === 403
      ? new UpstreamFailed(`${service} refused our key`, { service, status })
      : refusal(status, body);
