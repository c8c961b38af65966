import { createLogger, flushed } from '../../src/observability/logger.js';

// As PM2 7 does in its cluster mode (lib/ProcessContainer.js): three words, and what is done with them is its own affair.
const said: string[] = [];
const manner = process.env['MANNER'];
process.stdout.write = ((text: string, _encoding: string, written?: () => void) => {
  if (manner === 'off') return written ? written() : false;
  if (manner === 'silent') return false;
  return setTimeout(() => {
    said.push(text);
    written?.();
  }, 20);
}) as unknown as typeof process.stdout.write;

const log = createLogger('bot', 'info');
for (let at = 0; at < 200; at += 1) log.info({ at }, 'said');
await flushed(log, 2_000);
process.send?.({ said });
process.disconnect();
