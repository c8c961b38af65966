import { QueueEvents, type Queue } from 'bullmq';
import type { Payload } from './producer.js';
import { prefix, type QueueName } from './topology.js';

export type JobState = 'waiting' | 'active' | 'done' | 'retried' | 'failed';

/** One step in a job's life. */
export interface JobStep {
  readonly cause: string;
  readonly queue: QueueName;
  readonly job: string;
  readonly id: string;
  readonly state: JobState;
  readonly attempt: number;
  readonly ms?: number;
  readonly at: number;
  readonly reason?: string;
}

/** Hears of every step of every job in these queues until closed. For onlookers; nothing depends on it. */
export function watchJobs(
  queues: ReadonlyMap<QueueName, Queue<Payload>>,
  url: string,
  seen: (step: JobStep) => void,
): () => Promise<void> {
  const watched = [...queues].map(([name, queue]) => watch(name, queue, url, seen));
  return async () => void (await Promise.all(watched.map((events) => events.close())));
}

function watch(
  name: QueueName,
  queue: Queue<Payload>,
  url: string,
  seen: (step: JobStep) => void,
): QueueEvents {
  const events = new QueueEvents(name, { connection: { url, maxRetriesPerRequest: null }, prefix });
  const read = async (state: JobState, id: string, reason?: string): Promise<void> => {
    const job = await queue.getJob(id);
    if (!job) return;
    const { processedOn, finishedOn, attemptsMade, data } = job;
    seen({
      cause: data.correlation ?? '',
      queue: name,
      job: job.name,
      id,
      state,
      attempt: Math.max(1, attemptsMade),
      at: Date.now(),
      ...(finishedOn && processedOn && { ms: finishedOn - processedOn }),
      ...(reason && { reason }),
    });
  };
  // It was removed meanwhile, or Redis is away: the next step will tell.
  const tell = (state: JobState) => (event: { jobId: string; failedReason?: string }) =>
    void read(state, event.jobId, event.failedReason).catch(() => {});
  events.on('error', () => {});
  events.on('waiting', tell('waiting'));
  events.on('active', tell('active'));
  events.on('completed', tell('done'));
  events.on('failed', tell('failed'));
  events.on('delayed', tell('retried'));
  return events;
}
