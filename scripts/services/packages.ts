import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.js';
import { reasonOf } from './unavailable.js';

/**
 * Unpacks a Debian package and what it needs into `dir`, without root and without installing or starting
 * anything (installing redis-server would start one on port 6379). Returns the folder, or undefined where
 * there is no apt or it cannot serve the package.
 */
export function unpackPackage(name: string, dir: string): string | undefined {
  const root = join(dir, name);
  if (existsSync(root)) return root;
  console.log(`Fetching ${name} from this system's packages into ${dir} …`);
  try {
    fetchInto(name, dir, []);
  } catch {
    try {
      fetchInto(name, dir, ownLists(join(dir, 'apt')));
    } catch (error) {
      console.log(`That did not work: ${reasonOf(error).split('\n').at(-1)}`);
      return undefined;
    }
  }
  return root;
}

/** Folders of shared libraries inside an unpacked root, for LD_LIBRARY_PATH. */
export function librariesOf(root: string): string {
  const folders = ['usr/lib', 'lib']
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder));
  const triplets = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((entry) => entry.includes('-linux-'))
      .map((entry) => join(folder, entry)),
  );
  return triplets.join(':');
}

function fetchInto(name: string, dir: string, settings: readonly string[]): void {
  const archives = join(dir, `${name}.archives`);
  const unfinished = join(dir, `${name}.unfinished`);
  for (const folder of [archives, unfinished]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  const names = missingPackages(name, settings);
  // apt-get download writes into the working directory.
  run('sh', ['-c', 'cd "$0" && exec apt-get "$@"', archives, ...settings, 'download', ...names]);
  for (const archive of readdirSync(archives)) run('dpkg', ['-x', join(archives, archive), unfinished]);
  renameSync(unfinished, join(dir, name));
  rmSync(archives, { recursive: true, force: true });
}

/** What an install would add, minus what only an installed service would use. */
function missingPackages(name: string, settings: readonly string[]): string[] {
  const plan = run('apt-get', [...settings, '--simulate', '--no-install-recommends', 'install', name]);
  const names = [...plan.matchAll(/^Inst (\S+) /gm)].map(([, found]) => found ?? name);
  const unused =
    /^(adduser|lsb-base|netbase|perl|perl-.*|lib.*-perl|libperl.*|.*-common|ssl-cert|sensible-utils|ucf)$/;
  // An empty plan: the package is installed, only not where we can run it.
  return names.length === 0 ? [name] : names.filter((found) => !unused.test(found));
}

/** The system's lists are missing or stale and need not be ours to refresh: keep a set of our own. */
function ownLists(dir: string): string[] {
  mkdirSync(join(dir, 'state/lists/partial'), { recursive: true });
  mkdirSync(join(dir, 'cache/archives/partial'), { recursive: true });
  const settings = [
    `Dir::State=${dir}/state`,
    `Dir::Cache=${dir}/cache`,
    'Dir::State::status=/var/lib/dpkg/status',
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting]);
  run('apt-get', [...settings, 'update']);
  return settings;
}
