import { delimiter, join } from 'node:path';
import { runChild } from './run/child.js';
import { runScript } from './run/run-script.js';
import { projectDir } from './services/state.js';
import { findNode } from './suite/node.js';

/** `npm test` on Node 24, with whatever is added to it. */
await runScript(
  (site) => {
    const folder = findNode(24);
    const env = { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
    const words = ['--import', 'tsx', 'scripts/test.ts', ...process.argv.slice(2)];
    return runChild(site, words, { cwd: projectDir, env, program: join(folder, 'node') });
  },
  { usage: 'npm run test:node24 -- …   npm test on Node 24, with whatever npm test takes' },
);
