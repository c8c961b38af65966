import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { withLockAtOnce } from '../../scripts/services/lock.js';
import { projectData, projectDir } from '../../scripts/services/state.js';
import { mutants } from '../chaos/mutants.js';

describe('npm run chaos', function () {
  this.timeout(60_000);
  const lock = join(projectData, 'chaos.lock');
  const chaos = (...args: string[]) => {
    const command = ['--import', 'tsx', 'scripts/chaos.ts', ...args];
    const { status, stderr } = spawnSync(process.execPath, command, { cwd: projectDir, encoding: 'utf8' });
    return { status, says: stderr.trim() };
  };

  const misuses: readonly (readonly [args: string[], says: RegExp])[] = [
    [['pipelin'], /^There is no chaos run "pipelin": pipeline, money, mutants\.$/],
    [['pipeline', '--seed', 'seven'], /^--seed takes a whole number from 0 to 4294967295\.$/],
    [['pipeline', '--purchases', '0'], /^--purchases takes a whole number from 1 to 100000\.$/],
    [['pipeline', '--faults', 'locusts'], /^--faults knows no "locusts"; it knows crashes, /],
    [['pipeline', '--loud'], /^Unknown option '--loud'/],
  ];
  for (const [args, says] of misuses)
    it(`refuses ${args.join(' ')} with one sentence`, () => {
      const said = chaos(...args);
      expect(said.says).to.match(says).and.not.include('\n');
      expect(said.status).to.equal(64);
    });

  it('has mutants that apply to the sources as they are', () => {
    for (const { name, file } of mutants()) {
      const { stderr } = spawnSync('git', ['apply', '--check', file], { cwd: projectDir, encoding: 'utf8' });
      expect(stderr, name).to.equal('');
    }
  });

  it('refuses to run beside another', () =>
    withLockAtOnce(lock, 'a test', async () => {
      const { status, says } = chaos('pipeline', '--seed', '1');
      expect(says).to.equal(
        `Process ${process.pid}, another chaos run, still runs: wait for it, or stop it.`,
      );
      expect(status).to.equal(64);
    }));
});
