import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectDir } from '../../scripts/services/state.js';

const scripts = [
  'bench',
  'chaos',
  'demo',
  'screens',
  'services',
  'test',
  'test-alerts',
  'test-browser',
  'test-fleet',
  'test-node24',
];

describe('a script', function () {
  this.timeout(60_000);

  for (const script of scripts)
    it(`says what it takes, and starts nothing: ${script} --help`, async () => {
      const words = ['--import', 'tsx', `scripts/${script}.ts`, '--help'];
      const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { cwd: projectDir });
      expect(stdout).to.match(/^npm run [\w:]+.* {3}/);
      expect(stderr).to.equal('');
    });

  it('refuses what it does not take, and changes nothing: screens, services', async () => {
    for (const script of ['screens', 'services']) {
      const words = ['--import', 'tsx', `scripts/${script}.ts`, 'nonsense'];
      const fault = await promisify(execFile)(process.execPath, words, { cwd: projectDir }).catch(
        (error: unknown) => error,
      );
      expect(fault).to.deep.include({ code: 64, stdout: '' });
      expect(fault).to.have.property('stderr').that.contains(`npm run ${script}`);
    }
  });
});
