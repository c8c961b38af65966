import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { librariesOf, unpackPackage } from './packages.js';
import { run, type RunAs } from './process.js';
import { Unavailable } from './unavailable.js';

/** A server program of a version that we can use. */
export interface Program {
  readonly path: string;
  readonly version: number;
  readonly env: Readonly<Record<string, string>>;
}

const oldest = { postgres: 15, redis: 7 };

/**
 * A folder's worth of PostgreSQL: initdb stands beside postgres. `major` narrows the choice to the version
 * that wrote existing data. `as` is who will run it.
 */
export function findPostgres(cache: string, as: RunAs, major?: number): Program {
  const fits = ({ version }: Program) =>
    major === undefined ? version >= oldest.postgres : version === major;
  const here = [...pathFolders(), ...versionedFolders()].flatMap((dir) => inspect(dir, 'postgres', as));
  const found = newest(here.filter((each) => existsSync(join(each.path, '../initdb')) && fits(each)));
  if (found) return found;

  const name = major === undefined ? 'postgresql' : `postgresql-${major}`;
  const root = unpackPackage(name, cache);
  const unpacked = root === undefined ? [] : unpackedPostgres(root, as);
  const usable = newest(unpacked.filter(fits));
  if (usable) return usable;
  if (major !== undefined)
    throw new Unavailable(
      `The data kept here was written by PostgreSQL ${major}, which is not on this machine: install it, set DATABASE_URL, or delete that data.`,
    );
  throw new Unavailable(
    'No PostgreSQL 15 or newer was found: set DATABASE_URL, or install it (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql).',
  );
}

/** Redis, or Valkey, which speaks the same. */
export function findRedis(cache: string): Program {
  const names = ['redis-server', 'valkey-server'];
  const here = pathFolders().flatMap((dir) => names.flatMap((name) => inspect(dir, name, {})));
  const found = here.find((each) => each.version >= oldest.redis);
  if (found) return found;

  const root = unpackPackage('redis-server', cache);
  if (root !== undefined) {
    const env = { LD_LIBRARY_PATH: librariesOf(root) };
    const [unpacked] = inspect(join(root, 'usr/bin'), 'redis-server', { env });
    if (unpacked && unpacked.version >= oldest.redis) return unpacked;
  }
  throw new Unavailable(
    'No Redis 7 or newer was found: set REDIS_URL, or install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis).',
  );
}

function unpackedPostgres(root: string, as: RunAs): Program[] {
  const versions = join(root, 'usr/lib/postgresql');
  if (!existsSync(versions)) return [];
  const env = { LD_LIBRARY_PATH: librariesOf(root) };
  return readdirSync(versions).flatMap((version) =>
    inspect(join(versions, version, 'bin'), 'postgres', { ...as, env }),
  );
}

/** None where the file is missing or does not run. */
function inspect(dir: string, name: string, as: RunAs): Program[] {
  const path = join(dir, name);
  try {
    accessSync(path, constants.X_OK);
    const version = /(?:PostgreSQL\) |v=)(\d+)/.exec(run(path, ['--version'], as))?.[1];
    return version === undefined ? [] : [{ path, version: Number(version), env: as.env ?? {} }];
  } catch {
    return [];
  }
}

function newest(programs: readonly Program[]): Program | undefined {
  return programs.toSorted((a, b) => b.version - a.version)[0];
}

function pathFolders(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((dir) => dir !== '');
}

/** Where Debian, Red Hat's packages and Homebrew keep PostgreSQL without putting it on PATH. */
function versionedFolders(): string[] {
  return [
    { parent: '/usr/lib/postgresql', shape: /^\d+$/ },
    { parent: '/usr', shape: /^pgsql-\d+$/ },
    { parent: '/opt/homebrew/opt', shape: /^postgresql@\d+$/ },
  ].flatMap(({ parent, shape }) => {
    if (!existsSync(parent)) return [];
    const entries = readdirSync(parent).filter((entry) => shape.test(entry));
    return entries.map((entry) => join(parent, entry, 'bin'));
  });
}
