import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { findNode } from './suite/node.js';
import { projectDir } from './services/state.js';
import { endWith } from './services/unavailable.js';

/** `npm test` on Node 24, with whatever is added to it. */
try {
  const folder = findNode(24);
  const child = spawn(
    join(folder, 'node'),
    ['--import', 'tsx', 'scripts/test.ts', ...process.argv.slice(2)],
    {
      cwd: projectDir,
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
      stdio: 'inherit',
    },
  );
  process.on('SIGINT', () => {}); // the terminal has sent it to the tests as well
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} catch (error) {
  endWith(error);
}
