import { z } from 'zod';
import { queueNames } from '../queue/topology.js';
import { choice, decimal, list, whole } from './fields.js';

const queue = choice(queueNames);
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
/** The first generation named its levels as Python does. */
const pythonic: Readonly<Record<string, string>> = { warning: 'warn', critical: 'fatal' };

export const worker = z.object({
  WORKER_QUEUES: list(queue, 'names of queues, separated by commas')
    .transform((named) => (named.length > 0 ? named : [...queueNames]))
    .default([...queueNames])
    .meta({
      about: 'Queues that a worker process serves; all of them when absent',
      example: 'payments,messages',
    }),
  WORKER_CONCURRENCY: whole(1, 256).optional().meta({
    about: 'Jobs that a worker process runs at a time, of each queue; each queue’s own number when absent',
    example: '8',
  }),
  SHUTDOWN_GRACE_MS: whole(0, 600_000, ' of milliseconds').default(20_000).meta({
    about: 'How long running work may finish after SIGTERM; PM2’s kill_timeout has to be 10 s longer',
    example: '20000',
  }),
  TIME_SCALE: decimal(0.001, 1).default(1).meta({
    about: 'Shortens the waits of recovery, locks and retries. For tests; leave it at 1',
    example: '1',
  }),
});

export const logging = z.object({
  LOG_LEVEL: z
    .string({ error: `one of ${levels.join(', ')}` })
    .toLowerCase()
    .transform((level) => pythonic[level] ?? level)
    .pipe(choice(levels))
    .default('info')
    .meta({ about: 'The least important lines that are logged', example: 'info' }),
});

const instances = (of: string, usual: number, most: number) =>
  whole(1, most)
    .default(usual)
    .meta({ about: `Processes of the pool \`${of}\` under PM2`, example: String(usual) });

/** Read by ecosystem.config.js, which cannot import this; as many as have a port for their metrics there. */
export const fleet = z.object({
  BOT_INSTANCES: instances('bot', 2, 10),
  WEB_INSTANCES: instances('web', 2, 10),
  WORKER_PEOPLE_INSTANCES: instances('worker-people', 1, 20),
  WORKER_INSTANCES: instances('worker', 1, 20),
  WORKER_SLOW_INSTANCES: instances('worker-slow', 1, 20),
  SCHEDULER_INSTANCES: instances('scheduler', 1, 10),
});
