import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureServices, stopServices, type Services, type Wishes } from './ensure.js';
import { commandOf } from './process.js';
import { projectData } from './state.js';

/**
 * The servers for as long as `work` takes. Private ones stop with the last who uses them, unless somebody asked for them
 * to stay (`npm run services`).
 */
export async function withServices<T>(
  work: (services: Services) => Promise<T>,
  wishes: Wishes = {},
): Promise<T> {
  const { dataDir = projectData } = wishes;
  const mine = join(users(dataDir), String(process.pid));
  writeFileSync(mine, '');
  try {
    return await work(await ensureServices(wishes));
  } finally {
    rmSync(mine, { force: true });
    await stopServices(dataDir, () => !areKept(dataDir) && !areUsed(dataDir));
  }
}

/** They stay up until they are told to stop. */
export const keepServices = (dataDir = projectData): void => writeFileSync(keptFile(dataDir), '');

export const keepNoLonger = (dataDir = projectData): void => rmSync(keptFile(dataDir), { force: true });

const keptFile = (dataDir: string): string => join(users(dataDir), 'kept');
const areKept = (dataDir: string): boolean => existsSync(keptFile(dataDir));
const areUsed = (dataDir: string): boolean =>
  readdirSync(users(dataDir)).some((name) => /^\d+$/.test(name) && commandOf(Number(name)) !== '');

function users(dataDir: string): string {
  const folder = join(dataDir, 'services-users');
  mkdirSync(folder, { recursive: true });
  return folder;
}
