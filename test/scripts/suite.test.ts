import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectDir } from '../../scripts/services/state.js';
import { Misused } from '../../scripts/services/unavailable.js';
import { filesIn } from '../../scripts/suite/words.js';
import { until } from '../support/until.js';

/** What is said of a misuse. */
function told(...args: string[]): string {
  try {
    filesIn(args);
  } catch (error) {
    if (error instanceof Misused) return error.message;
    throw error;
  }
  throw new Error(`it took ${args.join(' ')}`);
}

describe('npm test', function () {
  this.timeout(60_000);

  it('passes on what mocha knows, and finds the test files in it', () => {
    const words = [
      '-b',
      '-g',
      'some words',
      'a.test.ts',
      '--timeout=5000',
      '-t',
      '5s',
      '--no-color',
      '-bi',
      '--inspect',
    ];
    expect(filesIn([...words, 'b.test.ts', '--grep', 'c.test.ts'])).to.deep.equal(['a.test.ts', 'b.test.ts']);
  });

  it('says in one sentence which word is neither a test file nor a flag', () => {
    expect(told('--bogus')).to.equal('mocha has no flag --bogus: npx mocha --help names those that it has.');
    expect(told('-b', '--bogus=1')).to.match(/^mocha has no flag --bogus=1/);
    expect(told('-x')).to.match(/^mocha has no flag -x/);
    expect(told('a.test.ts', 'src')).to.equal(
      `"src" is no test file: name one that ends with .test.ts, or -g 'words' of a test.`,
    );
  });

  it('ends with 64 for one, before anything is started', () => {
    const command = ['--import', 'tsx', 'scripts/test.ts', '--bogus'];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: projectDir,
      encoding: 'utf8',
    });
    expect({ status, stdout }).to.deep.equal({ status: 64, stdout: '' });
    expect(stderr).to.match(/^mocha has no flag --bogus.*\n$/);
  });

  it('runs its parts at once, tells one after the other, then all that failed, and counts them together', () => {
    const parts = ['failing', 'passing', 'broken'].map(
      (name) => `{ args: ['test/fixtures/${name}-test.ts'], env: {} }`,
    );
    const script = `import { runMocha } from './scripts/suite/mocha.ts';
      import { openSite } from './scripts/run/site.ts';
      process.exitCode = await runMocha(openSite(), [${parts.join()}]);`;
    const command = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const { status, stdout } = spawnSync(process.execPath, command, { cwd: projectDir, encoding: 'utf8' });
    expect(stdout).to.match(
      /a part\n.*has a fault\n[^]*another part\n.*has none\n.*has one more\n[^]* 0 passing[^]* 1 failing[^]*expected 1 to equal 2[^]* 2 passing/,
    );
    // The third has no such file: that counts as a failure of its own.
    expect(stdout.trimEnd().split('\n').at(-1)).to.equal('2 passed, 2 failed');
    expect(stdout.match(/passed, /g)).to.have.lengthOf(1);
    expect(status).to.equal(1);
  });

  it('runs the hooks that end what tests have started, also when it is interrupted in the middle of one', async () => {
    const mocha = join(projectDir, 'node_modules/mocha/bin/mocha.js');
    const child = spawn(process.execPath, [mocha, 'test/fixtures/long-test.ts'], { cwd: projectDir });
    const ended = once(child, 'close');
    let says = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (says += text));
    await until(() => says.includes('it waits'), 30_000, 'it did not start');

    child.kill('SIGINT');
    await ended;

    expect(says)
      .to.match(/the server is ended/)
      .and.not.match(/the next one runs/);
    expect(child.exitCode).to.not.equal(0);
  });
});
