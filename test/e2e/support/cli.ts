import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roots, type Environment } from '../../support/fleet/open-shop.js';

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What the command line answers; elsewhere, lest it read somebody's .env, or in a folder with an .env of its own. */
export const askCli = (args: readonly string[], env: Environment, cwd = tmpdir()): Promise<Answer> =>
  new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env['PATH'], ...env } };
    execFile(process.execPath, [join(roots, 'cli.js'), ...args], options, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
