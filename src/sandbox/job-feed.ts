import type { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';

/** One step of a job's life, as the page beside the chat shows it. */
export interface JobEvent {
  /** What caused it: the id of the update, or another correlation id. */
  readonly cause: string;
  readonly queue: string;
  /** The job's name. */
  readonly job: string;
  /** The queue's id of the job. */
  readonly id: string;
  readonly state: 'waiting' | 'active' | 'done' | 'retried' | 'failed';
  /** Which attempt, from 1. */
  readonly attempt?: number;
  /** How long the run took. */
  readonly ms?: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Why it was retried or failed, scrubbed. */
  readonly reason?: string;
  /** Where this job can be looked at. */
  readonly url?: string;
}

export type Jobs = EventEmitter<{ job: [JobEvent] }>;

const kept = 300;
const heartbeatMs = 15_000;

/** Server-sent events of what `jobs` emits; a new onlooker first gets the last ones again. */
export function createJobFeed(jobs: Jobs) {
  const recent: JobEvent[] = [];
  const onlookers = new Set<Response>();
  const tell = (event: JobEvent): void => {
    recent.push(event);
    if (recent.length > kept) recent.shift();
    for (const onlooker of onlookers) onlooker.write(frame(event));
  };
  jobs.on('job', tell);
  const heartbeat = setInterval(() => {
    for (const onlooker of onlookers) onlooker.write(': still here\n\n');
  }, heartbeatMs).unref();

  return {
    serve: (_request: Request, response: Response): void => {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.write(`: connected\n\n${recent.map(frame).join('')}`);
      onlookers.add(response);
      response.on('close', () => onlookers.delete(response));
    },
    close(): void {
      jobs.off('job', tell);
      clearInterval(heartbeat);
      for (const onlooker of onlookers) onlooker.end();
    },
  };
}

const frame = (event: JobEvent): string => `event: job\ndata: ${JSON.stringify(event)}\n\n`;
