import { url as debuggerUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';

/** What the watchdog is told. */
export interface Watched {
  /** Of the process, for the one line that it writes. */
  readonly name: string;
  /** One 32-bit number that the main thread raises again and again. */
  readonly beats: SharedArrayBuffer;
  readonly silentMs: number;
}

const beatMs = 250;

/**
 * Kills this process when its event loop stands still for `silentMs`: nothing else would, since PM2 asks nobody whether
 * they live, and no signal handler runs in a loop that stands still. Not under a debugger, which stops it on purpose.
 */
export function startWatchdog(name: string, silentMs: number): void {
  if (debuggerUrl() !== undefined) return;
  const beats = new SharedArrayBuffer(4);
  const beat = new Int32Array(beats);
  setInterval(() => Atomics.add(beat, 0, 1), beatMs).unref();
  const workerData: Watched = { name, beats, silentMs };
  const thread = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    workerData,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  thread.unref();
}
