import { setTimeout as sleep } from 'node:timers/promises';
import { endWith, Interrupted, reasonOf } from '../services/unavailable.js';
import { openSite, type Site } from './site.js';

interface Manner {
  /** What `--help` answers. */
  readonly usage: string;
  /** Ctrl-C is its usual end, now. */
  readonly isDone?: () => boolean;
}

/**
 * Runs the work of a script, ends all that it opened on its site, and then the process with the code that it answers.
 * Ctrl-C cuts it off, as does an error that nobody caught. A second signal changes nothing: npm passes on those that we
 * also got ourselves.
 */
export async function runScript(
  work: (site: Site) => Promise<number | void>,
  { usage, isDone = () => false }: Manner,
): Promise<never> {
  if (process.argv.slice(2).includes('--help')) {
    console.log(usage);
    process.exit();
  }
  const site = openSite();
  let interrupted: Interrupted | undefined;
  const cutOff = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => reject((interrupted ??= new Interrupted(signal))));
    process.on('uncaughtException', reject);
  });
  try {
    process.exitCode = (await Promise.race([work(site), cutOff])) ?? 0;
    await site.clear();
  } catch (error) {
    // A terminal's Ctrl-C also ends the programs that we wait for: their end may come before our signal.
    await sleep(50);
    const fault = interrupted ?? error;
    await site
      .clear(fault)
      .catch(
        (left: unknown) => left === fault || console.error(`Not everything ended well: ${reasonOf(left)}`),
      );
    if (fault !== interrupted || !isDone()) endWith(fault);
  }
  process.exit();
}
