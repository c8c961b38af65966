import { expect } from 'chai';
import { controlsOf, mutants, type Mutant, type Script } from '../chaos/mutants.js';
import { tryMutants, type RunIn } from '../chaos/trials.js';
import type { Ended, Verdict } from '../chaos/verdicts.js';

describe('mutants', () => {
  const mutant = (name: string, run: string, ...caughtBy: string[]): Mutant => ({
    name,
    file: `${name}.patch`,
    rule: 'a rule',
    run,
    caughtBy,
  });
  const slow = mutant('slow', 'pipeline pauses', 'no promise is open');
  const rash = mutant('rash', 'pipeline pauses', 'the panel holds what is owed');
  const deaf = mutant('deaf', 'pipeline redis wipe,crashes --steps relay add', 'no promise is open');
  const blind = mutant('blind', 'test test/a.test.ts', 'sees it');
  const mute = mutant('mute', 'test test/a.test.ts test/b.test.ts', 'says it');

  const violating = (...found: string[]): Ended => {
    const line = { found: Object.fromEntries(found.map((rule) => [rule, 1])), load_s: 40, settling_s: 3 };
    return { code: found.length > 0 ? 1 : 0, output: `people\n${JSON.stringify(line)}\n` };
  };
  const tests = (...failing: string[]): Ended => ({
    code: failing.length,
    output: `${failing.length} failing\n${failing.join('\n')}\n\n4 passed, ${failing.length} failed\n`,
  });
  const nothing: Ended = { code: 1, output: 'Error: no room left on the device\n' };

  /** What was run, in this order, and what was heard of it. */
  async function tried(chosen: readonly Mutant[], answer: (...of: Parameters<RunIn>) => Ended) {
    const ran: string[] = [];
    const heard: string[] = [];
    const told = (name: string, { isWell, why }: Verdict): void =>
      void heard.push(`${name} ${isWell ? 'well' : 'ill'}: ${why}`);
    const runIn: RunIn = async (script, broken) => {
      ran.push(`${broken?.name ?? 'none'}: ${script[0]} ${flagsOf(script)}`);
      return answer(script, broken);
    };
    const trials = await tryMutants(chosen, 7, runIn, {
      control: ([name], verdict) => told(name, verdict),
      mutant: ({ name }, verdict) => told(name, verdict),
    });
    return { ...trials, ran, heard };
  }
  const flagsOf = ([, args]: Script): string => args.filter((arg) => /faults|test/.test(arg)).join(' ');
  const caughtEach = ([name]: Script, broken?: Mutant): Ended => {
    if (name === 'test') return broken ? tests(`1) ${broken.caughtBy[0]}`) : tests();
    return broken ? violating(broken.caughtBy[0]!) : violating();
  };

  it('are tried when the sources as they are have passed each distinct run, and all tests at once', async () => {
    const { ran, heard, ...trials } = await tried([slow, blind, deaf, rash, mute], caughtEach);
    expect(ran).to.deep.equal([
      'none: test test/a.test.ts test/b.test.ts',
      'none: chaos --faults=pauses',
      'none: chaos --faults=redis wipe,crashes',
      'slow: chaos --faults=pauses',
      'blind: test test/a.test.ts',
      'deaf: chaos --faults=redis wipe,crashes',
      'rash: chaos --faults=pauses',
      'mute: test test/a.test.ts test/b.test.ts',
    ]);
    expect(heard.slice(0, 4)).to.deep.equal([
      'test well: 4 tests pass',
      'chaos well: nothing was violated (40 s of load, 3 s of settling)',
      'chaos well: nothing was violated (40 s of load, 3 s of settling)',
      'slow well: no promise is open: 1 (40 s of load, 3 s of settling)',
    ]);
    expect(trials).to.deep.equal({ clean: 3, spoilt: 0, judged: 5, missed: [] });
  });

  it('are run with the seed and the flags of their control', () => {
    const flags = ['--short', '--until-first', '--purchases=120', '--seed=7'];
    const args = ['pipeline', ...flags, '--faults=redis wipe,crashes', '--steps=relay add'];
    expect(controlsOf([deaf], 7)).to.deep.equal([['chaos', args]]);
  });

  const ills: readonly (readonly [what: string, of: Mutant, ended: Ended])[] = [
    ['violates a rule', slow, violating('everything owed was done in time')],
    ['ends with a violation that it does not name', slow, { ...violating(), code: 1 }],
    ['comes to no end', slow, nothing],
    ['fails a test', blind, tests('1) hears it')],
    ['runs no test', blind, { code: 0, output: '0 passed, 0 failed\n' }],
    ['cannot run its tests', blind, nothing],
  ];
  for (const [what, of, ended] of ills)
    it(`are not judged where what is not mutated ${what}`, async () => {
      const { ran, heard, ...trials } = await tried([of], () => ended);
      expect(ran).to.have.length(1);
      expect(heard).to.have.length(1);
      expect(heard[0]).to.include(' ill: ');
      expect(trials).to.deep.equal({ clean: 0, spoilt: 1, judged: 0, missed: [] });
    });

  it('are missed where nothing is violated, where something else is, and where the run itself fails', async () => {
    const answers = new Map<string | undefined, Ended>([
      ['slow', violating()],
      ['rash', violating('no promise is open')],
      ['deaf', nothing],
      ['blind', tests('1) hears it')],
      ['mute', tests('1) says it')],
    ]);
    const answer: typeof caughtEach = (script, broken) => answers.get(broken?.name) ?? caughtEach(script);
    const { judged, missed } = await tried([slow, rash, deaf, blind, mute], answer);
    expect({ judged, missed }).to.deep.equal({ judged: 5, missed: ['slow', 'rash', 'deaf', 'blind'] });
  });

  it('that there are have a control each', () => {
    const controls = controlsOf(mutants(), 1).map(([, args]) => args.join(' '));
    expect(new Set(controls).size).to.equal(controls.length);
    for (const each of mutants()) expect(controlsOf([each], 1), each.name).to.have.length(1);
    expect(controls.length).to.be.lessThan(mutants().length);
  });
});
