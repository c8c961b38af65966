import type { Site } from '../scripts/run/site.js';
import type { Asked } from './command.js';
import { flagsOf } from './command.js';
import { openGround, type OpenGround } from './harness/ground.js';
import { printed } from './harness/print.js';
import { toLine } from './harness/result.js';
import { benches } from './registry.js';

type Line = ReturnType<typeof toLine>;

/** Runs what was asked for, one after the other, each on a ground of its own, and prints what it found. Answers the exit code. */
export async function runBenches(
  { names, flags, profile }: Asked,
  serverUrl: string,
  site: Site,
): Promise<number> {
  const lines: Line[] = [];
  const failed: string[] = [];
  for (const name of names) {
    try {
      lines.push(await runOne(name, flags, () => openGround(serverUrl, site, profile)));
    } catch (error) {
      site.signal.throwIfAborted(); // then it was not the bench that failed
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

async function runOne(name: string, flags: Asked['flags'], open: () => Promise<OpenGround>): Promise<Line> {
  const bench = benches[name]!;
  console.log(`${name}: ${bench.about} …`);
  const ground = await open();
  try {
    const result = await bench.run(ground, flagsOf(name, bench, flags));
    console.log(`\n${printed(result)}`);
    return toLine(result, new Date());
  } finally {
    await ground.close();
  }
}
