import { join } from 'node:path';
import { readCommand } from '../bench/command.js';
import { benches } from '../bench/registry.js';
import { runBenches } from '../bench/run.js';
import { buildOn } from './build/build.js';
import { runScript } from './run/run-script.js';
import { databaseUrl } from './services/database.js';
import { holdLock } from './services/lock.js';
import { projectData } from './services/state.js';
import { useServices } from './services/users.js';

const flags = Object.entries(benches).map(([name, bench]) => {
  const its = Object.keys(bench.flags.shape).map((flag) => `--${flag} …`);
  return `npm run bench -- ${name.padEnd(10)}${its.join(' ')}`;
});
const usage = `${flags.join('\n')}
npm run bench -- all       one after the other
                           --profile FOLDER keeps CPU profiles; docs/performance.md says what each measures`;

await runScript(
  async (site) => {
    const asked = readCommand(process.argv.slice(2), benches);
    await holdLock(site, join(projectData, 'bench.lock'), 'another bench');
    const { postgres } = await useServices(site);
    await buildOn(site);
    return runBenches(asked, postgres.isPrivate ? databaseUrl(postgres.url, 'postgres') : postgres.url, site);
  },
  { usage },
);
