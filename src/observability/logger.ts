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

/**
 * Lines that come together are written together, ten times a second and at the exit: a write for each costs more than
 * all else about it. In order, and the last ones too, but for those of a process that is killed.
 */
function stdout(): DestinationStream {
  const destination = pino.destination({ dest: 1, sync: true, minLength: 4_096, periodicFlush: 100 });
  process.on('exit', () => destination.flushSync());
  return destination;
}

function causeNow(): object {
  const cause = correlation();
  return cause === undefined ? {} : { cause };
}
