import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));
const Apps = z.array(
  z.object({
    name: z.string(),
    script: z.string(),
    exec_mode: z.string(),
    node_args: z.array(z.string()),
    instances: z.number(),
    kill_timeout: z.number(),
    stop_exit_codes: z.array(z.number()),
    env: z.object({ METRICS_PORT: z.number(), WORKER_QUEUES: z.string().optional() }),
  }),
);

export type Application = z.output<typeof Apps>[number];

/** The applications as PM2 would see them with these settings. */
export function applications(env: Record<string, string> = {}): Application[] {
  const program = "import('./ecosystem.config.js').then(({ apps }) => console.log(JSON.stringify(apps)))";
  const output = execFileSync(process.execPath, ['-e', program], { cwd: root, env, encoding: 'utf8' });
  return Apps.parse(JSON.parse(output));
}

/** Of each of its instances. */
export const metricsPorts = ({ env, instances }: Application): number[] =>
  Array.from({ length: instances }, (_, n) => env.METRICS_PORT + n);
