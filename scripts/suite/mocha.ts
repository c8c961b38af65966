import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runChild } from '../run/child.js';
import { openSite, type Site } from '../run/site.js';
import { projectDir } from '../services/state.js';

const guardMs = 20 * 60_000;

export interface Part {
  /** Words for mocha. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Outcome {
  readonly code: number;
  readonly passed: number;
  readonly failed: number;
  /** Mocha's own closing lines. */
  readonly end: readonly string[];
}

/**
 * Runs mocha with the settings of .mocharc.json, each part in a process of its own, all at once, and passes on what they
 * print, one part after the other; their closing lines, with all that failed, come last. The line "N passed, N failed"
 * counts them all, also where mocha got no further than loading the files, or was stopped. Returns the exit code.
 */
export async function runMocha(site: Site, parts: readonly Part[]): Promise<number> {
  const turns = takingTurns(parts.length);
  // One site for all: whoever stops the run stops them at once, not one after the other.
  const places = await site.open(
    () => parts.map(() => openSite(site.signal)),
    (opened) => Promise.all(opened.map((each) => each.clear())),
  );
  const outcomes = await Promise.all(parts.map((part, at) => runPart(places[at]!, part, turns[at]!)));
  console.log(outcomes.flatMap(({ end }) => end).join('\n'));
  const sum = (of: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[of], 0);
  if (sum('passed') + sum('failed') === 0) console.log('No test is called so.');
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return outcomes.find(({ code }) => code !== 0)?.code ?? 0;
}

async function runPart(site: Site, { args, env }: Part, turn: Turn): Promise<Outcome> {
  const guard = setTimeout(() => {
    console.error(
      `The tests did not end within ${guardMs / 60_000} minutes: something is left open or hangs.`,
    );
    void site.clear();
  }, guardMs);
  const report = readReport(turn.print);
  const mocha = join(projectDir, 'node_modules/mocha/bin/mocha.js');
  const color = process.stdout.isTTY ? ['--color'] : [];
  const hear = (text: string, from: 'stdout' | 'stderr'): void =>
    void (from === 'stdout' ? report.hear(text) : process.stderr.write(text));
  const code = await runChild(site, [mocha, ...color, ...args], { cwd: projectDir, env, hear });
  clearTimeout(guard);
  turn.end();
  const counts = report.counts();
  // Without its last line it failed, whatever it ended with.
  return { code: counts ? code : code || 1, ...(counts ?? { passed: 0, failed: 1 }), end: report.end };
}

/** What the reporter writes, by lines: up to its closing ones they are printed. */
function readReport(print: (line: string) => void) {
  const end: string[] = [];
  let rest = '';
  let counted: RegExpExecArray | null = null;
  return {
    end,
    hear(text: string): void {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const counts = /^(\d+) passed, (\d+) failed$/.exec(line);
        if (counts) counted = counts;
        else if (end.length > 0 || /^ {2}\d+ passing/.test(stripVTControlCharacters(line))) end.push(line);
        else print(line);
      }
    },
    counts: () => counted && { passed: Number(counted[1]), failed: Number(counted[2]) },
  };
}

interface Turn {
  readonly print: (line: string) => void;
  readonly end: () => void;
}

/** Of several that print at once the first is heard, and each other when all before it have ended. */
function takingTurns(count: number): Turn[] {
  const kept = Array.from({ length: count }, (): string[] => []);
  const ended = new Set<number>();
  let current = 0;
  const flush = (): void => {
    for (const line of kept[current]?.splice(0) ?? []) console.log(line);
  };
  return kept.map((lines, at) => ({
    print(line) {
      lines.push(line);
      if (at === current) flush();
    },
    end() {
      ended.add(at);
      for (; ended.has(current); flush()) current += 1;
    },
  }));
}
