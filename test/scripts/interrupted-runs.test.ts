import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectDir } from '../../scripts/services/state.js';
import { processesWith } from '../support/left.js';
import { until } from '../support/until.js';

interface Seen {
  /** What it has printed. */
  readonly says: string;
  /** What it has started, itself among it. */
  readonly runs: () => readonly string[];
}

const moments: readonly (readonly [args: string, when: string, is: (seen: Seen) => boolean])[] = [
  ['chaos pipeline --short', 'its servers start', ({ says }) => / s {2}seed \d+/.test(says)],
  [
    'chaos pipeline --short',
    'people come and things break',
    ({ says }) => says.includes('the fleet is ready'),
  ],
  ['bench updates', 'its servers start', ({ says }) => says.includes('updates: ')],
  ['bench updates', 'the load runs', ({ runs }) => runs().some((line) => line.includes('load/process.js'))],
];

describe('a run that is interrupted', function () {
  this.timeout(180_000);

  for (const [args, when, is] of moments)
    it(`leaves nothing behind and ends with 130: ${args}, while ${when}`, async () => {
      const { says, code, left, files, seconds } = await interruptedAt(args.split(' '), is);
      expect(says.trimEnd().split('\n').at(-1)).to.equal('Stopped by SIGINT, with all that was started.');
      expect(says, says).to.not.match(/^ +at /m);
      expect({ code, left, files }).to.deep.equal({ code: 130, left: [], files: [] });
      expect(seconds).to.be.lessThan(30);
    });
});

/** Starts it in a group of its own, and sends that SIGINT three times, as a terminal and npm may. */
async function interruptedAt([script = '', ...args]: readonly string[], is: (seen: Seen) => boolean) {
  const mark = randomUUID();
  const temporary = mkdtempSync(join(tmpdir(), 'interrupted-'));
  // Where tsx keeps what it has translated: without it everything would be translated anew.
  const cache = `tsx-${process.getuid?.()}`;
  symlinkSync(join(tmpdir(), cache), join(temporary, cache));
  const runs = () => processesWith(mark);
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...args], {
    cwd: projectDir,
    env: { ...process.env, TMPDIR: temporary, MARK_OF_THE_TEST: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'close');
  let says = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (says += text));
  try {
    await until(() => child.exitCode !== null || is({ says, runs }), 150_000, `it came to nothing: ${says}`);
    expect(child.exitCode, `it ended by itself: ${says}`).to.equal(null);
    const began = Date.now();
    for (let times = 0; times < 3; times += 1) process.kill(-child.pid!, 'SIGINT');
    await ended;
    const seconds = (Date.now() - began) / 1_000;
    const files = readdirSync(temporary).filter((name) => name !== cache);
    return { says, code: child.exitCode, left: runs(), files, seconds };
  } finally {
    for (const line of runs()) process.kill(Number.parseInt(line), 'SIGKILL');
    rmSync(temporary, { recursive: true, force: true });
  }
}
