import { setTimeout as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { coverageRules } from '../chaos/coverage.js';
import { beOvertaken } from '../chaos/customers.js';
import { read } from '../chaos/flags.js';
import { load } from '../chaos/load.js';
import type { Market } from '../chaos/market.js';
import type { Run } from '../chaos/run.js';
import { isRefusal, untilJudged } from '../chaos/strangers.js';

describe('a chaos run', () => {
  const nothing = {
    struck: {},
    unmet: ['panel 409'],
    points: new Map(),
    pauses: {},
    owing: { lost: 0, late: 2 },
    kills: 0,
  };
  const rulesOf = (did: Partial<typeof nothing>, ...args: string[]) => {
    const { options, short } = read(['pipeline', '--seed', '1', ...args]);
    return coverageRules({ ...nothing, ...did }, { options, short, allPoints: ['before relay add'] });
  };

  it('that broke nothing and killed nobody has proven nothing', () => {
    const struck = { 'kill bot': 1, 'panel 409': 4 };
    expect(rulesOf({ struck }, '--faults', 'kill bot,redis wipe,panel 409,crashes')).to.deep.equal({
      'everything broke at least once': ['redis wipe', 'panel 409'],
      'everything happened at least once': ['lost'],
      'enough died': ['0 kills, of 100'],
      'each point was where a process died': ['before relay add: 0'],
    });
  });

  it('may have fewer deaths when it is short, but no less of all else', () => {
    const rules = rulesOf(
      { kills: 3, struck: { 'panel 409': 1 } },
      '--short',
      '--faults',
      'kill bot,panel 409',
    );
    expect(rules).to.deep.equal({
      'everything broke at least once': ['kill bot'],
      'everything happened at least once': ['lost'],
    });
  });

  it('asks for deaths at the steps that were chosen alone', () => {
    const allPoints = ['before relay add', 'after relay add', 'before inbox write'] as const;
    const points = new Map([['after relay add', 2]]);
    const missedOf = (...args: string[]) => {
      const { options, short } = read(['pipeline', '--seed', '1', '--faults', 'crashes', ...args]);
      const rules = coverageRules({ ...nothing, points }, { options, short, allPoints });
      return rules['each point was where a process died'];
    };
    expect(missedOf()).to.deep.equal(['before relay add: 0', 'before inbox write: 0']);
    expect(missedOf('--steps', 'relay add')).to.deep.equal(['before relay add: 0']);
    expect(missedOf('--steps', 'after relay add')).to.deep.equal([]);
    expect(missedOf('--steps', 'after relay,inbox')).to.deep.equal(['before inbox write: 0']);
  });

  it('has overtaken a panel call, where nothing else can have kept it from that', () => {
    const broke = 'everything broke at least once';
    const missed = (struck: Record<string, number>, ...args: string[]) => rulesOf({ struck }, ...args)[broke];
    expect(missed({}, '--faults', 'overtakes')).to.deep.equal(['overtaken panel call']);
    expect(missed({ 'overtaken panel call': 1 }, '--faults', 'overtakes')).to.deep.equal([]);
    expect(missed({}, '--faults', 'crashes')).to.deep.equal([]);

    expect(missed({}, '--short', '--faults', 'overtakes')).to.deep.equal(['overtaken panel call']);
    expect(missed({}, '--short', '--faults', 'overtakes,crashes')).to.deep.equal([]);
    expect(missed({ 'kill bot': 1 }, '--short', '--faults', 'overtakes,kill bot')).to.deep.equal([]);
    const { options } = read(['money', '--seed', '1']);
    expect(options.overtakes).to.equal(0);
  });

  it('has stopped its processes before each step where they may think, and a short one before some', () => {
    const missed = (pauses: Record<string, number>, ...args: string[]) =>
      rulesOf({ pauses }, '--faults', 'pauses', ...args)['everything broke at least once'];
    const none = ['pause before chat commit', 'pause before panel update'];
    expect(missed({ 'chat commit': 0, 'panel update': 0 })).to.deep.equal(none);
    expect(missed({ 'chat commit': 9, 'panel update': 0 })).to.deep.equal(none.slice(1));
    expect(missed({ 'chat commit': 9, 'panel update': 1 })).to.deep.equal([]);

    expect(missed({ 'chat commit': 0, 'panel update': 0 }, '--short')).to.deep.equal(none);
    for (const few of [['--short'], ['--wants', 'once']])
      expect(missed({ 'chat commit': 9, 'panel update': 0 }, ...few), few.join(' ')).to.deep.equal([]);
    expect(missed({ 'chat commit': 0, 'panel update': 0 }, '--purchases', '5')).to.deep.equal([]);
    expect(
      rulesOf({ pauses: { 'chat commit': 0 } }, '--faults', 'overtakes')['everything broke at least once'],
    ).to.not.include('pause before chat commit');
  });

  it('lets people come until somebody has died at each point, but no more than three times as many', async () => {
    const purchasesWith = async (deathsEach: number): Promise<number> => {
      let made = 0;
      const run = {
        options: { crowd: 1, purchases: 10, seed: 1, faults: [], rounds: Infinity, deaths: 2 },
        stage: { least: () => Math.floor(made * deathsEach) },
        shut: new AbortController(),
      } as unknown as Run;
      const serve = () => Promise.resolve(void (made += 1));
      const never = new Promise<void>(() => {});
      await load(run, { likely: ['once'], kinds: [], serve, made: () => made }, never, () => {});
      return made;
    };
    expect(await purchasesWith(1)).to.equal(10);
    expect(await purchasesWith(2 / 13)).to.equal(13);
    expect(await purchasesWith(2 / 26)).to.equal(26);
    expect(await purchasesWith(0)).to.equal(30);
  });

  it('says of whoever was to be overtaken why they gave up', async () => {
    const person = {
      say() {
        throw new Error('the door is shut');
      },
    };
    const run = {
      options: { crowd: 0, purchases: 0, seed: 1, faults: [], rounds: Infinity, overtakes: 2 },
      chats: { meet: () => person },
      shut: new AbortController(),
    } as unknown as Run;
    const nobody = { likely: [], kinds: [], serve: () => Promise.resolve(), made: () => 0 };
    const never = new Promise<void>(() => {});
    const alongside = beOvertaken(run, {} as Market);

    const { struck, gaveUp } = await load(run, nobody, never, () => {}, undefined, alongside);
    expect(struck).to.deep.equal({});
    const why = 'overtaken panel call: Error: the door is shut';
    expect(gaveUp).to.deep.equal([why, why]);
  });

  describe('breaks', () => {
    const names = ['flood', 'frost', 'fog'];
    /** `bought` after so many things broke; somebody stays until `left`. */
    const strikesOf = async (
      rounds: number,
      bought: number,
      left: (strikes: string[]) => Promise<void>,
      diedAfter = 0,
    ) => {
      const strikes: string[] = [];
      const often = { deaths: 1, purchases: 1, rounds, restMs: 0, recoverMs: 1_000 };
      const run = {
        options: { crowd: 1, seed: 1, faults: names, ...often },
        stage: { least: () => (strikes.length >= diedAfter ? 1 : 0) },
        scene: { shop: { ops: {} } },
        shut: new AbortController(),
      } as unknown as Run;
      const people = {
        likely: ['buy'],
        kinds: [],
        serve: () => left(strikes),
        made: () => (strikes.length >= bought ? 1 : 0),
      };
      const strike = (name: string) => Promise.resolve(strikes.push(name));
      const { gaveUp } = await load(run, people, new Promise<void>(() => {}), () => {}, strike);
      expect(gaveUp).to.deep.equal([]);
      return strikes;
    };

    it('nothing more when there were enough purchases, whoever is still waiting', async () => {
      const strikes = await strikesOf(Infinity, 5, async (struck) => {
        while (struck.length < 5) await nextTurn();
        for (let turn = 0; turn < 50 && struck.length === 5; turn++) await nextTurn();
      });
      expect(strikes).to.have.length(5);
    });

    it('more, while somebody has yet to die at a step that only a fault brings about', async () => {
      const strikes = await strikesOf(Infinity, 2, (struck) => nextTurn(Number(struck.length < 5)), 5);
      expect(strikes).to.have.length(5);
    });

    it('all that was asked for, where that has an end', async () => {
      const strikes = await strikesOf(2, 1, () => nextTurn());
      expect(strikes.slice(0, 3)).to.have.members(names);
      expect(strikes.slice(3)).to.have.members(names);
    });
  });

  it('that a mutant ends is judged by the mutant alone', () => {
    expect(rulesOf({}, '--short', '--until-first')).to.deep.equal({});
  });
});

describe('a stranger', () => {
  it('is refused by 401 or 403, and by nothing else', () => {
    expect([0, 200, 400, 401, 403, 404, 500, 502].filter(isRefusal)).to.deep.equal([401, 403]);
  });

  it('tells again while nobody is there to judge', async () => {
    const answers = [null, 502, 503, 401, 200];
    const status = await untilJudged(() => Promise.resolve(answers.shift()!), new AbortController().signal);
    expect(status).to.equal(401);
    expect(answers).to.deep.equal([200]);
  });
});
