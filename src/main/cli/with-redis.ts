import type { RedisAddress } from '../../queue/connect.js';
import { openQueues, type OpenQueues } from '../../queue/producer.js';
import { StartFault } from '../../retry-at-start.js';
import { checkRedis } from '../checks.js';
import { redisRemedyOf } from './remedy.js';

/**
 * Works with a Redis that was looked at first, and lets go of it.
 *
 * @throws {StartFault} where it is the wrong one; {Error} with the remedy where it is away
 */
export async function withRedis<T>(
  address: RedisAddress,
  work: (opened: OpenQueues) => Promise<T>,
): Promise<T> {
  let cause: unknown; // it is tried again and again, so that a command hears of its silence only
  const opened = openQueues(address, (error) => (cause ??= error));
  try {
    await checkRedis(opened.redis).catch((error: unknown) => {
      throw error instanceof StartFault ? error : new Error(redisRemedyOf(cause ?? error), { cause: error });
    });
    return await work(opened);
  } finally {
    await opened.close();
  }
}
