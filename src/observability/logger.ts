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

/** Written at once: by default the last lines before an exit may come out of order, or never. */
const stdout = (): DestinationStream => pino.destination({ dest: 1, sync: true });

function causeNow(): object {
  const cause = correlation();
  return cause === undefined ? {} : { cause };
}
