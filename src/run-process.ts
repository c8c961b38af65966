import type { Logger } from 'pino';
import { loadConfig, type Config } from './config/config.js';
import { ConfigFault } from './config/fault.js';
import { secretsOf } from './config/secrets.js';
import { createLogger, flushed } from './observability/logger.js';
import { createMetrics, type Metrics } from './observability/metrics.js';
import { openReporter, silent, type Reporter } from './observability/reporter.js';
import { retryAtStart, StartFault } from './retry-at-start.js';
import { keepSecret, scrub } from './scrub.js';
import { startWatchdog } from './watchdog.js';

export type Phase = 'starting' | 'serving' | 'draining';

export interface App {
  readonly name: string;
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly reporter: Reporter;
  readonly phase: () => Phase;
  /** Registers a closer. Closers run newest first, so a thing closes before what it stands on. */
  readonly onClose: (what: string, close: () => Promise<unknown>) => void;
  /** Tries for a minute to reach what this process cannot start without. */
  readonly retryAtStart: <T>(what: string, connect: () => Promise<T>) => Promise<T>;
}

/** Somebody has to change a setting or do something first. PM2 does not start such a process again. */
const misconfigured = 78;
/** A loop that stands still for so long has lost the locks of its jobs, and answers nobody. */
const hungMs = 30_000;
/** Past the grace, what does not close by itself is left behind. */
const closingMs = 5_000;
const reportingMs = 750;

/**
 * Runs one member of the fleet. Tells PM2 when it is ready; on SIGINT or SIGTERM closes everything it opened and
 * exits with 0, on a second one at once. Killed by its own watchdog when its loop stands still for half a minute. Exits with 78 when a person has to mend the setup, with 1 when the start
 * failed otherwise, something was thrown that nobody caught, or the close outlives the grace period.
 */
export async function runProcess(name: string, start: (app: App) => Promise<void>): Promise<void> {
  const config = configOrExit();
  keepSecret(secretsOf(config));
  const log = createLogger(name, config.LOG_LEVEL);
  startWatchdog(name, Math.max(5_000, hungMs * config.TIME_SCALE));
  const closers: { what: string; close: () => Promise<unknown> }[] = [];
  let phase: Phase = 'starting';
  let reporter = silent;

  const stop = async (reason: string, exitCode: number): Promise<void> => {
    if (phase === 'draining') return;
    phase = 'draining';
    log.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), config.SHUTDOWN_GRACE_MS + closingMs).unref();
    for (const { what, close } of closers.toReversed()) {
      await close().catch((error: unknown) => log.error({ reason: scrub(error), what }, 'closing failed'));
    }
    await reporter.flush(reportingMs);
    await flushed(log, reportingMs);
    process.exit(exitCode);
  };
  stopOnSignal((signal) => void stop(signal, 0));
  stopWhenUncaught((error) => {
    log.fatal({ err: error }, 'uncaught');
    reporter.report(error, { fault: 'uncaught' });
    void stop('something was thrown that nobody caught', 1);
  });

  try {
    reporter = await openReporter(name, config);
    await start({
      name,
      config,
      log,
      metrics: createMetrics(name),
      reporter,
      phase: () => phase,
      onClose: (what, close) => closers.push({ what, close }),
      retryAtStart: (what, connect) => retryAtStart(what, connect, { log, scale: config.TIME_SCALE }),
    });
    if (phase !== 'starting') return;
    phase = 'serving';
    process.send?.('ready');
    log.info('ready');
  } catch (error) {
    log.fatal({ reason: scrub(error) }, 'failed to start');
    reporter.report(error, { fault: 'failed start' });
    await stop('failed start', error instanceof StartFault ? misconfigured : 1);
  }
}

function configOrExit(): Config {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(misconfigured);
  }
}

/** The second one within a second is an echo: npm passes on what the terminal sent us already. */
function stopOnSignal(stop: (signal: string) => void): void {
  let firstAt: number | undefined;
  const heard = (signal: NodeJS.Signals): void => {
    if (firstAt !== undefined && performance.now() - firstAt > 1_000) process.exit(1);
    firstAt ??= performance.now();
    stop(signal);
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
}

/** Its state is unknown, and it works with money: it ends rather than goes on. */
function stopWhenUncaught(stop: (error: unknown) => void): void {
  process.on('uncaughtException', stop);
  process.on('unhandledRejection', stop);
}
