import { z } from 'zod';
import { made } from '../../../src/main/demo/environment.js';
import { cookieOf } from '../../support/board.js';
import type { Shop } from './shop.js';

const Listed = z.object({
  queues: z.array(
    z.object({
      name: z.string(),
      jobs: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          data: z.object({ key: z.string(), correlation: z.string().optional() }),
        }),
      ),
    }),
  ),
});

/** A job as Bull Board shows it; `cause` is the update, webhook or tick that it goes back to. */
export interface SeenJob {
  readonly queue: string;
  readonly job: string;
  readonly key: string;
  readonly cause: string | undefined;
}

/** Signs in at Bull Board as its operator does; answers the headers of a session. */
export async function signIn({ webUrl }: Shop): Promise<Record<string, string>> {
  const { username: user, password } = made.board;
  const answer = await fetch(`${webUrl}/queues/login`, {
    method: 'POST',
    body: new URLSearchParams({ user, password }),
    headers: { origin: webUrl },
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`the board answered ${answer.status} to its login`);
  return { cookie: cookieOf(answer) };
}

/** What Bull Board's API shows of the finished jobs of these queues. */
export async function finishedJobs(shop: Shop, queues: readonly string[]): Promise<SeenJob[]> {
  const headers = await signIn(shop);
  const seen = queues.map(async (queue) => {
    const query = new URLSearchParams({ activeQueue: queue, status: 'completed', jobsPerPage: '100' });
    const answer = await fetch(`${shop.webUrl}/queues/api/queues?${query}`, { headers });
    const { jobs = [] } = Listed.parse(await answer.json()).queues.find(({ name }) => name === queue) ?? {};
    return jobs.map(({ name, data }) => ({ queue, job: name, key: data.key, cause: data.correlation }));
  });
  return (await Promise.all(seen)).flat();
}
