import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flagsOf, readCommand } from '../../bench/command.js';
import { benches } from '../../bench/registry.js';
import { projectData, projectDir } from '../../scripts/services/state.js';
import { Misused } from '../../scripts/services/unavailable.js';

/** What the command line is told. */
function told(...args: string[]): string {
  try {
    readCommand(args, benches);
  } catch (error) {
    if (error instanceof Misused) return error.message;
    throw error;
  }
  throw new Error(`it took ${args.join(' ')}`);
}

describe('the command line of the benches', () => {
  it('reads a name with flags in either form, and fills in the rest', () => {
    const { names, flags } = readCommand(['pipeline', '--workers', '4', '--purchases=10000'], benches);
    expect(names).to.deep.equal(['pipeline']);
    expect(flagsOf('pipeline', benches['pipeline']!, flags)).to.include({
      workers: 4,
      purchases: 10_000,
      rounds: 5,
    });
  });

  it('runs all of them by one name', () => {
    expect(readCommand(['all', '--rounds', '7'], benches).names).to.deep.equal(Object.keys(benches));
  });

  it('says in one sentence which name or flag is wrong, and what would be right', () => {
    const names = 'updates, webhooks, replies, pipeline, provision, promo, checkout, all';
    expect(told()).to.equal(`Name a bench: ${names}.`);
    expect(told('speed')).to.equal(`There is no bench "speed"; there are ${names}.`);
    expect(told('constructor')).to.match(/no bench "constructor"/);
    expect(told('updates', 'webhooks')).to.equal('One bench at a time, or "all": not updates and webhooks.');
    expect(told('updates', '--taps', '7')).to.equal(
      'updates knows no --taps; its flags are --rounds, --seconds, --connections.',
    );
    expect(told('all', '--workers', '2')).to.match(/^updates knows no --workers/);
    expect(told('updates', '--rounds')).to.equal('--rounds needs a value: --rounds=7.');
    for (const value of ['4', '0', '-1', '5.5', 'many', '', '1e9'])
      expect(told('updates', `--rounds=${value}`), value).to.equal(
        `--rounds of updates must be a whole number from 5 to 100, not "${value}".`,
      );
  });
});

describe('npm run bench', function () {
  this.timeout(60_000);
  const lock = join(projectData, 'bench.lock');
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/bench.ts', ...args], {
      cwd: projectDir,
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, out, err };
  };

  it('ends with 64 and one sentence for a name that does not exist', async () => {
    expect(await run('speed')).to.deep.include({ code: 64, out: '' });
  });

  it('ends with 64 while another one runs, and leaves its lock alone', async () => {
    mkdirSync(projectData, { recursive: true });
    writeFileSync(lock, String(process.pid));
    try {
      expect(await run('updates')).to.deep.equal({
        code: 64,
        out: '',
        err: `Process ${process.pid}, another bench, still runs: wait for it, or stop it.\n`,
      });
      expect(readFileSync(lock, 'utf8')).to.equal(String(process.pid));
    } finally {
      rmSync(lock);
    }
  });
});
