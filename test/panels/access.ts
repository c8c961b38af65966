import type { Access } from '../../src/domain/access.js';
import type { CallOptions } from '../../src/http.js';

export const call: CallOptions = { signal: new AbortController().signal, subject: 'test' };
export const day = 86_400_000;
export const GiB = 1_024n ** 3n;

let accounts = 0;
/** Access that nobody else in the tests has, good for 30 days, with every limit set. */
export function newAccess(changes: Partial<Access> = {}): Access {
  accounts += 1;
  return {
    name: `u${process.pid}_${accounts}`,
    marker: `2getpro:${accounts}`,
    telegramId: 7_000_000_000n + BigInt(accounts),
    enabled: true,
    expiresAt: new Date(Date.now() + 30 * day),
    trafficLimitBytes: 100n * GiB,
    trafficStrategy: 'MONTH',
    deviceLimit: 3,
    squads: [],
    externalSquad: null,
    ...changes,
  };
}

export async function thrown(attempt: Promise<unknown>): Promise<unknown> {
  try {
    await attempt;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
