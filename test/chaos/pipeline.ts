import type { Site } from '../../scripts/run/site.js';
import { brokenRules, panelRules, type Found } from './invariants.js';
import { keepEvidence } from './evidence.js';
import { beOvertaken, customers } from './customers.js';
import { load } from './load.js';
import { providerRules } from './outside.js';
import { tellingRules } from './telling.js';
import { openMarket } from './market.js';
import { neverMet } from './orders.js';
import { pointsOf } from './points.js';
import { queueRules } from './queues.js';
import { createRandom } from './random.js';
import { openRun, type RunOptions } from './run.js';
import { settle } from './settle.js';
import { isRefusal } from './strangers.js';
import { watch } from './watch.js';

export interface PipelineResult {
  readonly purchases: number;
  readonly struck: Readonly<Record<string, number>>;
  /** What was to break, and met nobody. */
  readonly unmet: readonly string[];
  readonly points: ReadonlyMap<string, number>;
  /** How often somebody stopped to think, by the step before which they may. */
  readonly pauses: Readonly<Record<string, number>>;
  readonly deliveries: Readonly<Record<string, number>>;
  /** What became of it all, counted. */
  readonly figures?: Readonly<Record<string, number>>;
  readonly strangers: number;
  /** What must have happened at least once, and how often it did. */
  readonly owing: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  readonly rules: Readonly<Record<string, Found>>;
  readonly repeats: number;
  /** Of these, those that Telegram showed too late. */
  readonly late: number;
  readonly births: number;
  readonly loadMs: number;
  readonly settlingMs: number;
}

/** The real fleet over the sandbox: people buy, everything breaks, and in the end nothing is missing and nothing double. */
export async function runPipeline(
  options: RunOptions,
  logs: string,
  site: Site,
  say: (line: string) => void,
): Promise<PipelineResult> {
  const run = await openRun(options, pointsOf, logs, site);
  const { stage, scene, chats } = run;
  const market = openMarket(scene.shop, createRandom(`${options.seed} market`), run.shut.signal);
  say('the fleet is ready: people come, and things break');
  const began = Date.now();
  const unpaid = () => market.deeds.filter(({ is }) => is !== 'paid').map(({ payment }) => payment);
  const guard = await site.open(
    () => watch(scene.shop.db, unpaid),
    (watching) => watching.stop(),
  );
  const { struck, gaveUp } = await load(
    run,
    customers(run, market),
    options.untilFirst ? guard.alarm : never,
    say,
    undefined,
    beOvertaken(run, market),
  );
  const loaded = Date.now();
  const unmet = await neverMet(scene.shop, struck);
  say('everybody has been here: now everything owed must be done');
  stage.becomeCalm();
  const owed = await settle(scene.shop, market, options.settleMs);
  const settled = Date.now();
  await guard.stop();
  const told = await tellingRules(scene.shop, chats, run.deaths);
  const rules = join(guard.found(), {
    'everything owed was done in time': owed,
    'nobody had to give up': gaveUp,
    ...(await brokenRules(scene.shop.db)),
    ...(await panelRules(scene.shop)),
    ...(await queueRules(scene.shop)),
    ...(await providerRules(scene.shop, market, scene.acknowledged)),
    ...told.rules,
  });
  await keepEvidence(run, rules, logs);
  const strangers = [...market.strangers].reduce(
    (sum, [status, count]) => sum + (isRefusal(status) ? count : 0),
    0,
  );
  return {
    purchases: market.deeds.filter(({ is }) => is === 'paid').length,
    struck,
    unmet,
    points: stage.counts(),
    pauses: stage.pauses(),
    deliveries: market.deliveries,
    strangers,
    owing: {
      ...market.deliveries,
      'a wrong amount': market.deeds.filter(({ is }) => is === 'wrong').length,
      'a forged notice refused': strangers,
      'a payment a day late': struck['buyers: late'] ?? 0,
    },
    acknowledged: scene.acknowledged.size,
    rules,
    repeats: told.repeats,
    late: told.late,
    births: stage.births(),
    loadMs: loaded - began,
    settlingMs: settled - loaded,
  };
}

export const never = new Promise<void>(() => {});

type Rules = Readonly<Record<string, Found>>;

export const join = (meanwhile: Rules, inTheEnd: Rules): Rules =>
  Object.fromEntries(
    Object.entries(inTheEnd).map(([rule, found]) => [
      rule,
      [...new Set([...found, ...(meanwhile[rule] ?? [])])],
    ]),
  );
