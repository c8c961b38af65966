import type { Asked } from './command.js';
import { flagsOf } from './command.js';
import { openGround } from './harness/ground.js';
import { printed } from './harness/print.js';
import { toLine } from './harness/result.js';
import { benches } from './registry.js';

type Line = ReturnType<typeof toLine>;

/**
 * Runs what was asked for, one after the other, each on a ground of its own, and prints what it found. Whatever comes,
 * all that was started is stopped before this ends. Answers the exit code: 130 when it was interrupted.
 */
export async function runBenches({ names, flags, profile }: Asked, serverUrl: string): Promise<number> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => reject(new Interrupted()));
    }
  });
  interrupted.catch(() => {});

  const lines: Line[] = [];
  const failed: string[] = [];
  for (const name of names) {
    try {
      lines.push(await runOne(name, { flags, profile }, serverUrl, interrupted));
    } catch (error) {
      if (error instanceof Interrupted) return 130;
      console.error(`${name} failed:`, error);
      failed.push(name);
    }
  }
  const [only] = lines;
  if (names.length > 1) {
    for (const line of lines) console.log(JSON.stringify(line));
    console.log(JSON.stringify({ name: 'all', benches: lines, failed, date: new Date().toISOString() }));
  } else if (only) console.log(JSON.stringify(only));
  return failed.length === 0 ? 0 : 1;
}

class Interrupted extends Error {}

async function runOne(
  name: string,
  { flags, profile }: { flags: Asked['flags']; profile: string | undefined },
  serverUrl: string,
  interrupted: Promise<never>,
): Promise<Line> {
  const bench = benches[name]!;
  const ground = openGround(serverUrl, profile);
  console.log(`${name}: ${bench.about} …`);
  try {
    const result = await Promise.race([bench.run(ground, flagsOf(name, bench, flags)), interrupted]);
    console.log(`\n${printed(result)}`);
    return toLine(result, new Date());
  } finally {
    await ground.close();
  }
}
