import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { reasonOf, Unavailable } from '../services/unavailable.js';
import { run } from '../services/process.js';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
// The fonts: without them the page's Cyrillic and emoji are boxes.
const packages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji'];

/**
 * Path of a Chromium: the one that CHROMIUM_PATH names, one on this machine, or, for root on a system with apt,
 * one installed now.
 * @throws Unavailable where none of that is possible
 */
export function findBrowser(): string {
  const found = process.env['CHROMIUM_PATH'] || browserHere();
  if (found) return found;
  if (process.getuid?.() === 0 && hasApt()) install();
  const installed = browserHere();
  if (installed) return installed;
  throw new Unavailable(
    `No Chromium was found: set CHROMIUM_PATH, or install it (Debian: apt-get install ${packages.join(' ')}; others: Google Chrome).`,
  );
}

function browserHere(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...paths, ...elsewhere].find((path) => existsSync(path));
}

function hasApt(): boolean {
  return spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
}

function install(): void {
  console.log(`Installing ${packages.join(', ')} …`);
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  const get = () => run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], quiet);
  try {
    get();
  } catch {
    try {
      run('apt-get', ['update'], quiet);
      get();
    } catch (error) {
      console.error(reasonOf(error));
    }
  }
}
