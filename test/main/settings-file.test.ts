import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeSettings } from '../../src/main/demo/settings-file.js';

describe('the settings of a demo', () => {
  it('are for their owner’s eyes only, also where a file of others’ was there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    const path = join(folder, 'demo.env');
    try {
      writeFileSync(path, 'OLD=1\n', { mode: 0o644 });
      await writeSettings(path, { BOT_TOKEN: 'x', LOG_LEVEL: 'info' });
      expect(statSync(path).mode & 0o777).to.equal(0o600);
      expect(readFileSync(path, 'utf8')).to.equal('BOT_TOKEN=x\nLOG_LEVEL=info\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
