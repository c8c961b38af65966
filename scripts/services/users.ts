import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from '../run/site.js';
import { ensureServices, stopServices, type Services, type Wishes } from './ensure.js';
import { birthOf, lives } from './process.js';
import { projectData } from './state.js';

/**
 * The servers until the run is over. Private ones stop with the last who uses them, unless somebody asked for them to
 * stay (`npm run services`).
 */
export async function useServices(site: Site, wishes: Wishes = {}): Promise<Services> {
  const { dataDir = projectData } = wishes;
  const mine = join(users(dataDir), String(process.pid));
  await site.open(
    () => writeFileSync(mine, birthOf(process.pid)),
    () => {
      rmSync(mine, { force: true });
      return stopServices(dataDir, () => !areKept(dataDir) && !areUsed(dataDir));
    },
  );
  // Also one that is cut off while they start has them stopped after that.
  return site.open(() => ensureServices(wishes));
}

/** They stay up until they are told to stop. */
export const keepServices = (dataDir = projectData): void => writeFileSync(keptFile(dataDir), '');

export const keepNoLonger = (dataDir = projectData): void => rmSync(keptFile(dataDir), { force: true });

const keptFile = (dataDir: string): string => join(users(dataDir), 'kept');
const areKept = (dataDir: string): boolean => existsSync(keptFile(dataDir));
const areUsed = (dataDir: string): boolean =>
  readdirSync(users(dataDir)).some(
    (name) => /^\d+$/.test(name) && lives(Number(name), readFileSync(join(users(dataDir), name), 'utf8')),
  );

function users(dataDir: string): string {
  const folder = join(dataDir, 'services-users');
  mkdirSync(folder, { recursive: true });
  return folder;
}
