import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Site } from '../run/site.js';
import { withLock } from '../services/lock.js';
import { projectData, projectDir } from '../services/state.js';
import { filesUnder } from './files.js';
import { runStep } from './step.js';

const dist = join(projectDir, 'dist');

/** What the compiler reads, by the project's own word. */
export const sourceFolders: readonly string[] = z
  .object({ include: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(join(projectDir, 'tsconfig.json'), 'utf8'))).include;

/**
 * Compiles to dist/, only what changed, and makes dist/ mirror the sources: files whose source is gone go too,
 * since jobs and migrations are found by listing folders. Throws with the compiler's words after emitting what
 * could be emitted, or at the signal.
 */
export async function build({ clean = false, signal }: Wishes = {}): Promise<void> {
  const work = async (): Promise<void> => {
    if (clean) rmSync(dist, { recursive: true, force: true });
    let compiled = await compile(signal);
    signal?.throwIfAborted();
    if (missing().length > 0) {
      rmSync(dist, { recursive: true, force: true });
      compiled = await compile(signal);
    }
    copyAssets();
    prune();
    if (!compiled.ok) throw new Error(compiled.output);
  };
  await withLock(join(projectData, 'build.lock'), 180_000, work, signal);
}

interface Wishes {
  /** Nothing of an earlier build is used. */
  readonly clean?: boolean;
  readonly signal?: AbortSignal;
}

/** A build that ends with the run. */
export const buildOn = (site: Site): Promise<void> => site.open(() => build({ signal: site.signal }));

async function compile(signal?: AbortSignal) {
  const tsc = join(projectDir, 'node_modules/.bin/tsc');
  return runStep(tsc, ['-p', '.', '--incremental', '--tsBuildInfoFile', 'dist/.tsbuildinfo'], signal);
}

/** Compiled files that should be there and are not: somebody tidied dist/ behind the compiler's back. */
function missing(): string[] {
  return sources()
    .filter(isCompiled)
    .filter((file) => !existsSync(join(dist, file.replace(/\.ts$/, '.js'))));
}

function copyAssets(): void {
  for (const file of sources().filter((each) => each.startsWith('src/') && !each.endsWith('.ts'))) {
    const [from, to] = [join(projectDir, file), join(dist, file)];
    if (existsSync(to) && statSync(to).mtimeMs >= statSync(from).mtimeMs) continue;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to);
  }
}

function prune(): void {
  const wanted = new Set(
    sources().flatMap((file) =>
      isCompiled(file) ? [file.replace(/\.ts$/, '.js'), file.replace(/\.ts$/, '.js.map')] : [file],
    ),
  );
  for (const file of filesUnder(dist, '.'))
    if (file !== '.tsbuildinfo' && !wanted.has(file)) rmSync(join(dist, file));
}

function sources(): string[] {
  return sourceFolders.flatMap((folder) => filesUnder(projectDir, folder));
}

function isCompiled(file: string): boolean {
  return file.endsWith('.ts') && !file.endsWith('.d.ts');
}
