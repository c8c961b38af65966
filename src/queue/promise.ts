import type { Transaction } from 'objection';
import type { z } from 'zod';
import { correlation } from '../correlation.js';
import { owe } from '../db/owed.js';
import { keyOf, type Job, type JobSchema } from './define-job.js';

export interface PromiseOptions {
  readonly dueAt?: Date;
  /** 0 a person waits, 1 owed to a person (the default), 2 bulk. */
  readonly lane?: 0 | 1 | 2;
  /** Promised once for ever: a second promise with this key is the same one, even when it was kept long ago. */
  readonly once?: boolean;
}

/** What must happen because of a commit: a row in that commit. It is owed if and only if `trx` commits. */
export async function promise<S extends JobSchema>(
  trx: Transaction,
  job: Pick<Job<S>, 'name' | 'data'>,
  subject: string | bigint,
  data: z.input<S> | Record<string, never> = {},
  { dueAt, lane = 1, once = false }: PromiseOptions = {},
): Promise<void> {
  const row = {
    job: job.name,
    key: keyOf(job, String(subject)),
    data: job.data?.parse(data) ?? {},
    lane,
    once,
    correlation: correlation() ?? null,
  };
  await trx('outbox')
    .insert({ ...row, ...(dueAt && { dueAt }) })
    .onConflict(trx.raw('(key) where once'))
    .ignore();
  if (!dueAt) owe(trx);
}
