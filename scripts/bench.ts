import { join } from 'node:path';
import { readCommand } from '../bench/command.js';
import { benches } from '../bench/registry.js';
import { runBenches } from '../bench/run.js';
import { build } from './build/build.js';
import { databaseUrl } from './services/database.js';
import { withLockAtOnce } from './services/lock.js';
import { projectData } from './services/state.js';
import { endWith } from './services/unavailable.js';
import { withServices } from './services/users.js';

try {
  const asked = readCommand(process.argv.slice(2), benches);
  process.exitCode = await withLockAtOnce(join(projectData, 'bench.lock'), 'another bench', async () => {
    return withServices(async ({ postgres }) => {
      await build();
      return runBenches(asked, postgres.isPrivate ? databaseUrl(postgres.url, 'postgres') : postgres.url);
    });
  });
} catch (error) {
  endWith(error);
}
