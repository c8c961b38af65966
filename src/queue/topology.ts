export const queueNames = [
  'precheckout',
  'updates',
  'inline',
  'payments',
  'provisioning',
  'messages',
  'broadcasts',
  'maintenance',
  'reports',
] as const;
export type QueueName = (typeof queueNames)[number];

/** The braces keep every key in one slot of a Redis Cluster. */
export const prefix = '{2getpro}';

export interface QueueSpec {
  /** Jobs one worker process runs at a time. */
  readonly concurrency: number;
  /** A job that failed this often is parked. "Later" spends none. */
  readonly attempts: number;
  /** First delay between attempts, in milliseconds; doubles each time, up to a minute. */
  readonly backoffMs: number;
  /** How many finished jobs Bull Board still shows. */
  readonly keepDone: number;
}

/**
 * Every queue of the system. A queue exists for a failure domain or a latency promise of its own; features share
 * queues, they do not get one each.
 */
export const topology: Readonly<Record<QueueName, QueueSpec>> = {
  /** Telegram waits ten seconds: an answer that comes on the third try comes too late. */
  precheckout: { concurrency: 16, attempts: 3, backoffMs: 200, keepDone: 1_000 },
  /** Somebody is looking at the chat. */
  updates: { concurrency: 32, attempts: 200, backoffMs: 500, keepDone: 1_000 },
  inline: { concurrency: 8, attempts: 1, backoffMs: 1_000, keepDone: 100 },
  /**
   * Money: slow and certain. 200 attempts, a minute apart, outlast a provider's bad afternoon (3.3 h). They wait for
   * providers, each of which gets a third of them at most.
   */
  payments: { concurrency: 24, attempts: 200, backoffMs: 1_000, keepDone: 5_000 },
  /**
   * The VPN panel: may be away for hours; its bulkhead of sixteen calls keeps it from being trampled when it returns.
   * More runs than calls, so that none of the sixteen stands idle while a run writes down what the panel said.
   */
  provisioning: { concurrency: 24, attempts: 200, backoffMs: 1_000, keepDone: 5_000 },
  messages: { concurrency: 16, attempts: 20, backoffMs: 1_000, keepDone: 5_000 },
  broadcasts: { concurrency: 1, attempts: 10, backoffMs: 2_000, keepDone: 1_000 },
  /** Short and one at a time: sweeps, notices, clean-up. What may take hours is none of it: others wait behind it. */
  maintenance: { concurrency: 1, attempts: 10, backoffMs: 10_000, keepDone: 1_000 },
  /** Long: a provider's books may take hours, and keep neither another's waiting nor the figures. */
  reports: { concurrency: 8, attempts: 10, backoffMs: 60_000, keepDone: 1_000 },
};
