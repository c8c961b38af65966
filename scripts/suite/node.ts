import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../services/process.js';
import { projectData } from '../services/state.js';
import { reasonOf, Unavailable } from '../services/unavailable.js';

/**
 * The folder of a Node of this major version, fetched into the project's cache by npm, whose package of that name
 * brings the program by its install script.
 * @throws Unavailable where npm cannot get it
 */
export function findNode(major: number): string {
  const root = join(projectData, 'cache', `node${major}`);
  const folder = join(root, 'node_modules/node/bin');
  if (existsSync(join(folder, 'node'))) return folder;
  console.log(`Fetching Node ${major} into ${root} …`);
  mkdirSync(root, { recursive: true });
  try {
    run('npm', ['install', '--prefix', root, '--ignore-scripts=false', '--no-save', `node@${major}`]);
  } catch (error) {
    throw new Unavailable(`npm could not fetch Node ${major}: ${reasonOf(error).split('\n')[0]}`);
  }
  return folder;
}
