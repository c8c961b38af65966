import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brokenHabits } from '../../scripts/check/habits.js';

describe('the habits that npm run check holds us to', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'habits-test-'));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function plant(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  // Put together here, so that this file passes the habits itself.
  const [later, only, at, home] = ['TO', 'on', '@', '/ho'].map(
    (start, i) => start + ['DO', 'ly', 'ts', 'me'][i],
  );
  const broken = [
    ['src/utils/money.ts', '', 'a name that says nothing'],
    ['src/chat/helpers.ts', '', 'a name that says nothing'],
    ['src/chat/index.ts', '', 'a barrel'],
    ['src/jobs/long.ts', 'x\n'.repeat(201), 'over 200 lines'],
    ['src/jobs/later.ts', `// ${later}: soon`, 'something unfinished without the number of its issue'],
    ['src/jobs/quiet.ts', `// ${at}-ignore`, 'a checker silenced'],
    ['test/jobs/one.test.ts', `it.${only}('x', () => {})`, 'a test left out or alone'],
    ['docs/setup.md', `see ${home}/somebody/notes`, "a path of somebody's machine"],
  ] as const;

  for (const [path, text, says] of broken)
    it(`finds ${says} in ${path}`, () => {
      plant(path, text);

      expect(brokenHabits(root)).to.deep.equal([`${path}: ${says}`]);
    });

  it('has nothing against a file of 200 lines, an issue named, a page of the sandbox and what tools made', () => {
    plant('src/jobs/long.ts', 'x\n'.repeat(200));
    plant('src/jobs/later.ts', `// ${later}(#12): soon`);
    plant('src/sandbox/page/index.js', '');
    plant('dist/src/utils/index.js', '');
    plant('node_modules/x/src/utils.ts', '');
    plant('Dockerfile', `WORKDIR ${home}/node/app`);

    expect(brokenHabits(root)).to.deep.equal([]);
  });
});
