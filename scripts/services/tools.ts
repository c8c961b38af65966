import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { librariesOf, unpackPackage } from './packages.js';
import { projectData } from './state.js';
import { Unavailable } from './unavailable.js';

/** Programs that operators run beside the fleet and tests run for real, with the Debian package each comes in. */
const packages = { prometheus: 'prometheus', promtool: 'prometheus', nginx: 'nginx' } as const;
const folders = ['usr/bin', 'usr/sbin'];

export interface Tool {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A program of this machine, else one unpacked into the project's cache: nothing is installed or started.
 *
 * @throws Unavailable with the remedy
 */
export function findTool(name: keyof typeof packages): Tool {
  const here = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (here !== undefined) return { path: here, env: {} };

  const root = unpackPackage(packages[name], join(projectData, 'cache'));
  const path = folders.map((folder) => join(root ?? '', folder, name)).find((each) => existsSync(each));
  if (root !== undefined && path !== undefined) return { path, env: { LD_LIBRARY_PATH: librariesOf(root) } };
  throw new Unavailable(
    `No ${name} was found: install the package ${packages[name]} (Debian, Ubuntu: apt-get install ${packages[name]}).`,
  );
}
