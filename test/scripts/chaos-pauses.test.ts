import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectDir } from '../../scripts/services/state.js';
import { pointsOf, thinkingMs } from '../chaos/points.js';
import { setStage } from '../chaos/stage.js';
import { until } from '../support/until.js';

describe('a member of a chaos run', function () {
  this.timeout(30_000);
  const preload = new URL('../chaos/preload.ts', import.meta.url).href;
  const none = Object.fromEntries(Object.keys(thinkingMs).map((step) => [step, 0]));

  it('is counted when it stops to think, by what it was about to do', async () => {
    const logs = mkdtempSync(join(tmpdir(), 'chaos-pauses-'));
    const lives = { crashes: false, lives: 1, grows: false, steps: [], pointsOf };
    const stage = setStage(logs, { seed: 1, pauses: true, ...lives });
    const call = `fetch('http://127.0.0.1:1/remnawave/api/users', { method: 'PATCH' })`;
    const born = { ...stage.atBirth('worker-1'), NODE_OPTIONS: '', CHAOS_PAUSES: '1' };
    expect(stage.pauses()).to.deep.equal(none);

    const child = spawn(process.execPath, ['--import', 'tsx', '--import', preload, '-e', call], {
      cwd: projectDir,
      env: { ...process.env, ...born },
      stdio: 'ignore',
    });
    const gone = once(child, 'exit');
    try {
      await until(() => stage.pauses()['panel update'] === 1, 20_000);
      expect(stage.pauses()).to.deep.equal({ ...none, 'panel update': 1 });
    } finally {
      child.kill('SIGKILL');
      await gone;
      rmSync(logs, { recursive: true });
    }
  });
});
