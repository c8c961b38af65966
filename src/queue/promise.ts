import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { z } from 'zod';
import { correlation } from '../correlation.js';
import { owe } from '../db/owed.js';
import type { Lane } from '../domain/lane.js';
import type { JobByName } from '../effects/jobs-by-name.js';
import { keyOf, type Job, type JobSchema, type JsonObject } from './define-job.js';

export interface PromiseOptions {
  readonly dueAt?: Date;
  /** 1 when absent. */
  readonly lane?: Lane;
  /** Promised once for ever: a second promise with this key is the same one, even when it was kept long ago. */
  readonly once?: boolean;
}

/** A name alone would do, were it never mistyped: nobody claims a promise of a job that there is not. */
type Promisable<S extends JobSchema = JobSchema> = Job<S> | (JobByName & { readonly data?: undefined });

/** A promise without data of its own. */
export interface Promised extends PromiseOptions {
  readonly job: Promisable;
  readonly subject: string | bigint;
}

/** What must happen because of a commit: a row in that commit. It is owed if and only if `trx` commits. */
export async function promise<S extends JobSchema>(
  trx: Transaction,
  job: Promisable<S>,
  subject: string | bigint,
  data: z.input<S> | Record<string, never> = {},
  options: PromiseOptions = {},
): Promise<void> {
  await add(trx, [{ ...options, job, subject, data: job.data?.parse(data) ?? {} }]);
}

/** Several in one statement, in this order. */
export const promises = (trx: Transaction, all: readonly Promised[]): Promise<void> =>
  add(
    trx,
    all.map((each) => ({ ...each, data: {} })),
  );

const insert = `
  insert into outbox (job, key, data, lane, once, correlation, due_at)
  select job, key, data, lane, once, ?, coalesce(due_at, clock_timestamp())
  from unnest(?::text[], ?::text[], ?::jsonb[], ?::smallint[], ?::boolean[], ?::timestamptz[])
    with ordinality p(job, key, data, lane, once, due_at, n) order by n
  on conflict (key) where once do nothing`;

async function add(trx: Transaction, all: readonly (Promised & { readonly data: JsonObject })[]) {
  await trx.raw(insert, [
    correlation() ?? null,
    all.map(({ job }) => job.name),
    all.map(({ job, subject }) => keyOf(job, String(subject))),
    all.map(({ data }) => JSON.stringify(data)),
    all.map(({ lane = 1 }) => lane),
    all.map(({ once = false }) => once),
    all.map(({ dueAt = null }) => dueAt),
  ] as Knex.RawBinding[]);
  if (all.some(({ dueAt }) => !dueAt)) owe(trx);
}
