import { UpstreamRejected } from '../domain/errors.js';

/** What was asked for; null when the refusal means that there is no such thing. */
export const unlessUnknown = async <T>(
  answer: Promise<T>,
  statuses: readonly number[] = [404],
): Promise<T | null> =>
  answer.catch((error: unknown) => {
    if (error instanceof UpstreamRejected && statuses.includes(Number(error.details['status']))) return null;
    throw error;
  });
