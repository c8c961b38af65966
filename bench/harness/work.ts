import { scrape, total } from '../../test/e2e/support/metrics.js';
import type { Shop } from '../../test/e2e/support/shop.js';

/** What the fleet and its database have done so far. */
export interface Work {
  /** Runs of jobs that were done, by job. */
  readonly jobs: Readonly<Record<string, number>>;
  /** Transactions that wrote something, on the whole server. */
  readonly commits: number;
  /** Seconds of CPU, by member. */
  readonly cpu: Readonly<Record<string, number>>;
}

export async function workSoFar(shop: Shop): Promise<Work> {
  const { rows } = await shop.db.knex.raw<{ rows: { commits: string }[] }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::text commits',
  );
  const jobs: Record<string, number> = {};
  const cpu: Record<string, number> = {};
  for (const [member, url] of Object.entries(shop.ops)) {
    const samples = await scrape(url);
    cpu[member] = total(samples, 'process_cpu_seconds_total') ?? 0;
    for (const { name, labels, value } of samples) {
      const job = /\bjob_name="([^"]+)"/.exec(labels)?.[1];
      if (name === 'jobs_total' && job && labels.includes('result="done"'))
        jobs[job] = (jobs[job] ?? 0) + value;
    }
  }
  return { jobs, cpu, commits: Number(rows[0]?.commits) };
}

/** What was done between two looks, for each of so many. */
export function workBetween(before: Work, after: Work, each: number): Work {
  const less = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(a)
        .map(([name, value]) => [name, (value - (b[name] ?? 0)) / each] as const)
        .filter(([, value]) => value > 0),
    );
  return {
    jobs: less(after.jobs, before.jobs),
    cpu: less(after.cpu, before.cpu),
    commits: (after.commits - before.commits) / each,
  };
}

export const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((before, count) => before + count, 0);

/** A stopwatch of CPU: answers what each of so many things took since, by member, as a sentence. */
export async function watchCpu(shop: Shop): Promise<(each: number) => Promise<string>> {
  const before = await workSoFar(shop);
  return async (each) => cpuOf(workBetween(before, await workSoFar(shop), each));
}

export const cpuOf = ({ cpu }: Work): string =>
  `CPU for each, in ms: ${Object.entries(cpu)
    .map(([member, seconds]) => `${member} ${(seconds * 1_000).toFixed(2)}`)
    .join(', ')}.`;
