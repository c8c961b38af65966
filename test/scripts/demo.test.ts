import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { openSite } from '../../scripts/run/site.js';
import { holdLock } from '../../scripts/services/lock.js';
import { projectData, projectDir } from '../../scripts/services/state.js';
import { Misused } from '../../scripts/services/unavailable.js';

describe('npm run demo', function () {
  this.timeout(60_000);

  it('refuses to run beside another of the same folder, with one sentence', async () => {
    const site = openSite();
    // Where a demo runs already, that one is the other.
    await holdLock(site, join(projectData, 'demo.lock'), 'a demo').catch((error: unknown) => {
      expect(error).to.be.instanceOf(Misused);
    });
    const command = ['--import', 'tsx', 'scripts/demo.ts'];
    const options = { cwd: projectDir, encoding: 'utf8', timeout: 50_000 } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, command, options);
    await site.clear();

    expect(stderr).to.match(
      /^Process \d+, another demo of this folder, still runs: wait for it, or stop it\.\n$/,
    );
    expect([status, stdout]).to.deep.equal([64, '']);
  });
});
