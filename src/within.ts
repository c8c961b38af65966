import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What `work` comes to, unless that takes longer: then it is an error, whatever becomes of the work. Keeps no process
 * alive.
 */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const tooLong = sleep(ms, undefined, { ref: false }).then(() => {
    throw new Error(`no answer within ${ms} ms`);
  });
  return Promise.race([work, tooLong]);
}
