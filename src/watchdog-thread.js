import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

/** Plain JavaScript: a thread begins with a file, and tests start it from the sources. */
const { name, beats, silentMs } = workerData;
const beat = new Int32Array(beats);
const looks = 20;
let last = -1;
let silentLooks = 0;

/** Counts its own looks instead of reading a clock: whatever stops the whole process stops them too, and is no hang. */
setInterval(() => {
  const now = Atomics.load(beat, 0);
  silentLooks = now === last ? silentLooks + 1 : 0;
  last = now;
  if (silentLooks >= looks) kill();
}, silentMs / looks);

/** What is printed by the usual ways would wait for the main thread. */
function kill() {
  const time = new Date().toISOString();
  const line = { level: 'fatal', time, name, pid: process.pid, silentMs, msg: 'the event loop stands still' };
  try {
    writeSync(1, `${JSON.stringify(line)}\n`);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}
