import cluster from 'node:cluster';
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { correlation } from '../correlation.js';
import { scrubText } from '../scrub.js';

export type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/**
 * One line of JSON for each thing that happened: which process, when, and `cause`, the update, webhook or tick that
 * it goes back to. No secret gets past it, wherever in the line it stands.
 */
export function createLogger(name: string, level: Level, destination: DestinationStream = stdout()): Logger {
  const options = {
    level,
    base: { name, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: causeNow,
    hooks: { streamWrite: scrubText },
  };
  return pino(options, destination);
}

const bytesHeld = 4_096;
const msHeld = 100;

/**
 * Lines that come together are written together, ten times a second and at the exit: a write for each costs more than
 * all else about it. In order, and the last ones too, but for those of a process that is killed.
 */
function stdout(): DestinationStream {
  if (cluster.isWorker) return stdoutOfWorker();
  const destination = pino.destination({
    dest: 1,
    sync: true,
    minLength: bytesHeld,
    periodicFlush: msHeld,
  });
  process.on('exit', () => destination.flushSync());
  return destination;
}

/** In its cluster mode PM2 takes what is said to `process.stdout`, and the descriptor below is its own log. */
function stdoutOfWorker(): DestinationStream & { flush(written: () => void): void } {
  let held = '';
  // PM2 takes these three words and no others. Behind all that was said before, an empty one tells when that is written.
  const say = (written?: () => void): void => {
    const lines = held;
    held = '';
    if (lines !== '' || written) process.stdout.write(lines, 'utf8', written);
  };
  setInterval(() => say(), msHeld).unref();
  process.on('exit', () => say());
  return {
    flush: say,
    write(line) {
      held += line;
      if (held.length >= bytesHeld) say();
    },
  };
}

/** Settles when all that was logged so far is written, or after `ms`: where nobody takes it, nobody says so. */
export const flushed = (log: Logger, ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    log.flush(() => resolve());
  });

function causeNow(): object {
  const cause = correlation();
  return cause === undefined ? {} : { cause };
}
