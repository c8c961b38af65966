import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { RemnawaveState } from './remnawave/state.js';
import type { YookassaState } from './yookassa/objects.js';

const format = 1;
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const stateSchema = z.object({
  format: z.literal(format),
  telegram: z.unknown(),
  remnawave: z.custom<RemnawaveState>(isObject),
  yookassa: z.custom<YookassaState>(isObject),
  others: z.record(z.string(), z.unknown()).default({}),
});

/** What each emulator's `snapshot()` gave. */
export type SandboxState = Omit<z.output<typeof stateSchema>, 'format'>;

/** Null where there is no file yet. @throws {Error} that says what to do, when the file is not ours */
export async function readState(path: string): Promise<SandboxState | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} is not a state of this sandbox: delete it to start afresh`, { cause });
  }
}

const pauseMs = 1_000;

/** Keeps a file as new as what `snapshot` says: a second after a change at the latest, and at the end. */
export class StateFile {
  readonly #path: string;
  readonly #snapshot: () => SandboxState;
  #written = '';
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, snapshot: () => SandboxState) {
    this.#path = path;
    this.#snapshot = snapshot;
  }

  /** Something may have changed. */
  touch(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.save().catch((error: Error) => process.emitWarning(`${this.#path}: ${error.message}`));
    }, pauseMs);
  }

  /** One after the other, and never half of it: the file is replaced as a whole. */
  save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const saved = this.#writing.then(() => this.#write());
    this.#writing = saved.catch(() => undefined);
    return saved;
  }

  async #write(): Promise<void> {
    const text = JSON.stringify({ format, ...this.#snapshot() });
    if (text === this.#written) return;
    await mkdir(dirname(this.#path), { recursive: true });
    await writeFile(`${this.#path}.new`, text, { mode: 0o600 });
    await rename(`${this.#path}.new`, this.#path);
    this.#written = text;
  }
}
