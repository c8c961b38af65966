import type { Job, JsonObject } from '../../src/queue/define-job.js';
import type { Scope } from '../../src/queue/scope.js';
import { testScope } from './scope.js';

/** Runs a job as a worker would, its data through JSON and its schema; throws what the job throws. */
export async function perform(
  job: Job,
  subject: string | bigint,
  scope: Pick<Scope, 'db'> & Partial<Scope>,
  data: JsonObject = {},
): Promise<void> {
  const sent: unknown = JSON.parse(JSON.stringify(data));
  await job.run(String(subject), testScope(scope.db, scope), job.data?.parse(sent) ?? {});
}
