import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openSite } from '../../scripts/run/site.js';
import { holdLock, withLock } from '../../scripts/services/lock.js';
import { birthOf } from '../../scripts/services/process.js';
import { Misused } from '../../scripts/services/unavailable.js';

describe('a lock of a run', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-test-'));
    file = join(folder, 'run.lock');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const hold = async () => {
    const site = openSite();
    await holdLock(site, file, 'another');
    return site;
  };
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => 'taken',
      (error: unknown) => (error instanceof Misused ? error.message : String(error)),
    );

  it('is held by one of those who come at once, and the others hear a sentence', async () => {
    const said = await Promise.all([1, 2, 3].map(() => refusal(hold())));
    const busy = `Process ${process.pid}, another, still runs: wait for it, or stop it.`;
    expect(said).to.deep.equal(['taken', busy, busy]);
  });

  it('is free again when its run is over', async () => {
    await (await hold()).clear();
    expect(readdirSync(folder)).to.deep.equal([]);
    await (await hold()).clear();
  });

  it('is taken over from a process that is gone, and from one whose pid another has by now', async () => {
    for (const left of ['2147483646 1', `${process.ppid} long ago`, 'nonsense']) {
      writeFileSync(file, left);
      const site = await hold();
      expect(readFileSync(file, 'utf8')).to.equal(`${process.pid} ${birthOf(process.pid)}`);
      await site.clear();
    }
  });

  it('is not taken from a process that lives', async () => {
    writeFileSync(file, `${process.ppid} ${birthOf(process.ppid)}`);
    expect(await refusal(hold())).to.match(/still runs/);
    expect(await refusal(withLock(file, 150, async () => {}))).to.match(
      /still holds .*: wait for it, or stop it\.$/,
    );
  });
});
