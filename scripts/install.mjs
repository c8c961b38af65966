/**
 * Installs the locked dependencies when they are missing or older than the lockfile.
 * Runs on bare Node: it is what makes the other scripts runnable.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockfile = join(root, 'package-lock.json');
// npm writes this one last, so an interrupted install has none.
const installed = join(root, 'node_modules', '.package-lock.json');

if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) {
  console.log('Dependencies are in place.');
} else {
  console.log('Installing the locked dependencies with npm ci …');
  const npm = spawnSync('npm', ['ci'], { cwd: root, stdio: 'inherit' });
  if (npm.error) console.error(`npm could not be started: ${npm.error.message}`);
  process.exitCode = npm.status ?? 1;
}
