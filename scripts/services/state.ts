import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The project's folder, and what it keeps outside Git. */
export const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const projectData = join(projectDir, '.data');

const perServer = <T extends z.ZodType>(value: T) =>
  z.object({ postgres: value.optional(), redis: value.optional() });

const State = z.object({
  databaseUrl: z.string().optional(),
  redisUrl: z.string().optional(),
  pids: perServer(z.int()),
  ports: perServer(z.int()),
});

/** What `.data/services.json` says about the private servers; given ones are not written down. */
export type State = z.infer<typeof State>;

export function readState(dataDir: string): State {
  const file = stateFile(dataDir);
  if (!existsSync(file)) return { pids: {}, ports: {} };
  try {
    return State.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { pids: {}, ports: {} };
  }
}

export function writeState(dataDir: string, state: State): void {
  writeFileSync(stateFile(dataDir), `${JSON.stringify(state, null, 2)}\n`);
}

function stateFile(dataDir: string): string {
  return join(dataDir, 'services.json');
}
