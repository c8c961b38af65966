import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { openSite } from '../../scripts/run/site.js';
import { holdLock } from '../../scripts/services/lock.js';
import { projectData, projectDir } from '../../scripts/services/state.js';
import { Misused } from '../../scripts/services/unavailable.js';
import { runChaos } from '../chaos/command.js';
import { read } from '../chaos/flags.js';
import { mutants, scriptOf, type Mutant } from '../chaos/mutants.js';
import { failure } from '../support/shop.js';

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
    [['pipeline', '--short', '--faults', 'crashes', '--steps', 'refund'], /^--steps knows no "refund"\.$/],
    [
      ['pipeline', '--faults', 'redis wipe', '--steps', 'relay add'],
      /^--steps says where processes die: name crashes among the --faults, too\.$/,
    ],
    [
      ['money', '--faults', 'overtakes'],
      /^--faults knows no "overtakes"; it knows crashes, pauses, kill bot, /,
    ],
    [['mutants', '--short', '--purchases', '5'], /^mutants takes no --short: .+; only --seed counts\.$/],
    [['mutants', '--purchases', '5', 'no-turn'], /^mutants takes no --purchases: /],
    [['pipeline', 'money'], /^One run at a time: "money" is too much after "pipeline"\.$/],
    [['mutants', 'no-turn', 'fast'], /^One run at a time: "fast" is too much after "mutants"\.$/],
    [['mutants', 'no-such'], /^No mutant is called "no-such": /],
    [['pipeline', '--loud'], /^Unknown option '--loud'/],
  ];
  for (const [args, says] of misuses)
    it(`refuses ${args.join(' ')} with one sentence`, async () => {
      const site = openSite();
      const said = await failure(runChaos(args, site));
      await site.clear();
      expect(said).to.be.instanceOf(Misused).and.have.property('message').that.matches(says);
      expect(said).to.have.property('exitCode', 64);
      expect(String(said)).to.not.include('\n');
    });

  it('ends with 64 for one', () => {
    expect(chaos('pipelin')).to.deep.equal({
      status: 64,
      says: 'There is no chaos run "pipelin": pipeline, money, mutants.',
    });
  });

  it('knows the steps of each run, and what mutants take', () => {
    expect(read(['money', '--steps', 'refund']).options.steps).to.deep.equal(['refund']);
    expect(read(['pipeline', '--steps', 'relay add,inbox']).options.steps).to.deep.equal([
      'relay add',
      'inbox',
    ]);
    expect(read(['mutants', 'no-turn', '--seed', '7'])).to.include({ wish: 'no-turn' });
  });

  it('has mutants that apply to the sources as they are', () => {
    for (const { name, file } of mutants()) {
      const { stderr } = spawnSync('git', ['apply', '--check', file], { cwd: projectDir, encoding: 'utf8' });
      expect(stderr, name).to.equal('');
    }
  });

  for (const mutant of mutants())
    it(`has a mutant that something there is must catch: ${mutant.name}`, () => {
      const { rule: broken, caughtBy } = mutant;
      expect(broken).to.not.equal('');
      expect(caughtBy).to.not.deep.equal([]);
      const isThere = catchersOf(mutant);
      expect(caughtBy.filter((words) => !isThere(words))).to.deep.equal([]);
    });

  it('refuses to run beside another', async () => {
    const site = openSite();
    await holdLock(site, lock, 'a test');
    const { status, says } = chaos('pipeline', '--seed', '1');
    await site.clear();
    expect(says).to.equal(`Process ${process.pid}, another chaos run, still runs: wait for it, or stop it.`);
    expect(status).to.equal(64);
  });
});

const textOf = (file: string): string => readFileSync(join(projectDir, file), 'utf8');

/** Whether some rule of a chaos run is called so, or some test of a file so in part: that may go on with what is tested. */
function catchersOf(mutant: Mutant): (words: string) => boolean {
  const [script, args] = scriptOf(mutant, 1);
  if (script === 'test') {
    const titles = args.flatMap((file) => [...textOf(file).matchAll(title)].map(([, , name = '']) => name));
    return (words) => titles.some((name) => name.includes(words));
  }
  expect(read(args).name).to.equal('pipeline');
  const rules = ['invariants', 'outside', 'pipeline', 'telling'].flatMap((name) =>
    [...textOf(`test/chaos/${name}.ts`).matchAll(rule)].map(([, called]) => called),
  );
  return (words) => rules.includes(words);
}

const title = /\b(?:it|describe)\(\s*(['`])(.+?)\1,/g;
const rule = /^(?: +|export const is\w+ = )'([^']+)'[:;]/gm;
