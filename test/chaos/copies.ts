import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceFolders } from '../../scripts/build/build.js';
import { runChild } from '../../scripts/run/child.js';
import type { Site } from '../../scripts/run/site.js';
import { run as runToEnd } from '../../scripts/services/process.js';
import { projectData, projectDir } from '../../scripts/services/state.js';
import { startPrivatePostgres } from '../support/fleet/private-postgres.js';
import { startPrivateRedis } from '../support/fleet/private-redis.js';
import type { Mutant } from './mutants.js';
import type { RunIn } from './trials.js';

/** Each script gets a copy of its own, and is built and run there. @throws when a patch does not apply any more */
export async function openCopies(logs: string, site: Site): Promise<RunIn> {
  const postgres = await site.open(
    () => startPrivatePostgres(join(logs, 'postgres')),
    (server) => server.stop(),
  );
  const redis = await site.open(
    () => startPrivateRedis(),
    (server) => server.stop(),
  );
  const stores = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
  const forget = (made: string): void => rmSync(made, { recursive: true, force: true });
  let intact = 0;
  return async ([script, args], mutant) => {
    const copy = await site.open(() => mkdtempSync(join(tmpdir(), '2getpro-mutant-')), forget);
    makeCopy(copy);
    if (mutant) apply(mutant, copy);
    let output = '';
    const code = await runChild(site, ['--import', 'tsx', `scripts/${script}.ts`, ...args], {
      cwd: copy,
      env: script === 'test' ? stores : {},
      hear: (text) => void (output += text),
    });
    site.signal.throwIfAborted(); // cut off, it says nothing
    writeFileSync(join(logs, `${mutant?.name ?? `as-it-is-${(intact += 1)}`}.log`), output);
    forget(copy);
    return { code, output };
  };
}

/** With what was compiled already, so that the compiler looks at the change alone. */
function makeCopy(copy: string): void {
  for (const part of [...sourceFolders, 'dist', 'package.json', 'tsconfig.json', '.mocharc.json'])
    cpSync(join(projectDir, part), join(copy, part), { recursive: true, preserveTimestamps: true });
  mkdirSync(join(copy, '.data'));
  symlinkSync(join(projectData, 'cache'), join(copy, '.data/cache'));
  symlinkSync(join(projectDir, 'node_modules'), join(copy, 'node_modules'));
}

function apply({ name, file }: Mutant, copy: string): void {
  try {
    runToEnd('git', ['-C', copy, 'apply', file], { env: { GIT_CEILING_DIRECTORIES: tmpdir() } });
  } catch (error) {
    throw new Error(`The mutant ${name} does not apply any more: ${String(error)}`, { cause: error });
  }
}
