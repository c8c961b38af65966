import { usualRules } from '../../../src/domain/referral.js';
import type { Site } from '../../../scripts/run/site.js';
import type { Shop } from '../../support/fleet/open-shop.js';
import { keepEvidence } from '../evidence.js';
import { brokenRules, panelRules } from '../invariants.js';
import { load, type Customers } from '../load.js';
import { tellingRules } from '../telling.js';
import { join, never, type PipelineResult } from '../pipeline.js';
import { moneyPointsOf } from '../points.js';
import { queueRules } from '../queues.js';
import { createRandom } from '../random.js';
import { isRefusal } from '../strangers.js';
import { openRun, type Run, type RunOptions } from '../run.js';
import { watch } from '../watch.js';
import { tributeId } from './counters.js';
import { strikeAt } from './faults.js';
import { openMoneyMarket, type MoneyMarket } from './market.js';
import { figuresOf } from './figures.js';
import { proveBooks } from './prove.js';
import { moneyRules } from './rules.js';
import { settleMoney } from './settle.js';
import { moneyWants } from './wants.js';

/** The real fleet over every provider of the sandbox: people pay, regret and are given back, and every book agrees in the end. */
export async function runMoney(
  options: RunOptions,
  logs: string,
  site: Site,
  say: (line: string) => void,
): Promise<PipelineResult> {
  const run = await openRun(options, moneyPointsOf, logs, site, charges);
  const { stage, scene, chats } = run;
  const { shop } = scene;
  await furnish(shop);
  const market = openMoneyMarket(shop, createRandom(`${options.seed} market`), run.shut.signal);
  say('the fleet is ready: people come, and things break');
  const began = Date.now();
  const unpaid = () => market.deeds.filter(({ is }) => is !== 'paid').map(({ bill }) => bill);
  const guard = await site.open(
    () => watch(shop.db, unpaid),
    (watching) => watching.stop(),
  );
  const alarm = options.untilFirst ? guard.alarm : never;
  const { struck, gaveUp } = await load(run, customers(run, market), alarm, say, strikeAt(scene, market));
  const loaded = Date.now();
  say('everybody has been here: now everything owed must be done');
  stage.becomeCalm();
  const owed = await settleMoney(shop, market, options.settleMs);
  const settled = Date.now();
  const providers = market.counters.map(({ provider }) => provider);
  const { rules: proof, payments: proven } = await proveBooks(shop, providers, options.settleMs * 3);
  await guard.stop();
  const told = await tellingRules(shop, chats, run.deaths);
  const rules = join(guard.found(), {
    'everything owed was done in time': owed,
    'nobody had to give up': gaveUp,
    ...(await brokenRules(shop.db)),
    ...(await panelRules(shop)),
    ...(await queueRules(shop)),
    ...(await moneyRules(shop, market)),
    ...proof,
    ...told.rules,
  });
  await keepEvidence(run, rules, logs);
  const strangers = market.forgeries.filter(({ status }) => isRefusal(status)).length;
  const perProvider = countBy(market.deeds.filter(({ is }) => is === 'paid').map(({ provider }) => provider));
  return {
    purchases: market.deeds.filter(({ is }) => is === 'paid').length,
    struck,
    unmet: [], // those of providers break at one of them, by luck
    points: stage.counts(),
    pauses: stage.pauses(),
    deliveries: {
      ...market.deliveries,
      ...perProvider,
      ...countBy(market.regrets.map(({ by }) => `back, by ${by}`)),
    },
    figures: { ...(await figuresOf(shop.db)), 'payments found at their provider': proven },
    strangers,
    owing: {
      ...market.deliveries,
      ...Object.fromEntries(providers.map((provider) => [provider, perProvider[provider] ?? 0])),
      'a wrong amount': market.deeds.filter(({ is }) => is === 'wrong').length,
      'a forged notice refused': strangers,
      'a payment a day late': struck['buyers: late'] ?? 0,
      'a card given without buying': [...market.cards.values()].filter(Boolean).length,
    },
    acknowledged: 0,
    rules,
    repeats: told.repeats,
    late: told.late,
    births: stage.births(),
    loadMs: loaded - began,
    settlingMs: settled - loaded,
  };
}

function customers({ options, chats }: Run, market: MoneyMarket): Customers {
  const { counters } = market;
  const kinds = options.wants.length > 0 ? options.wants : Object.keys(moneyWants);
  const likely = kinds.flatMap((want) => Array.from({ length: moneyWants[want]![0] }, () => want));
  // In turns, so that none is forgotten, whatever luck says.
  const at = (n: number) => counters[n % counters.length]!;
  return {
    kinds,
    likely,
    serve: (want, place, visit) =>
      moneyWants[want]![1]({
        market,
        person: chats.meet(),
        counter: at(place + visit),
        other: at(place + visit + 1 + (visit % (counters.length - 1))),
        meet: () => chats.meet(),
      }),
    made: () => market.deeds.filter(({ is }) => is === 'paid').length,
  };
}

/** Cards are saved unless somebody says no, so that they can be charged; Platega charges by itself, as Telegram does, and Tribute by links. */
const charges = {
  YOOKASSA_AUTOPAYMENTS_ENABLED: 'true',
  STRIPE_AUTOPAYMENTS_ENABLED: 'true',
  PLATEGA_SUBSCRIPTIONS_ENABLED: 'true',
  TRIBUTE_PRODUCTS: `${tributeId}/1547=1`,
} as const;

/** A code for a discount, one for days, one for money and one for the first three, and devices to add; and each purchase of a friend gives a tenth to whoever brought them. */
async function furnish({ db }: Shop): Promise<void> {
  await db.settings.set('referral', { ...usualRules, percent: 10, onePerFriend: false });
  const rest = { maxActivations: 100_000, createdBy: 'chaos' };
  await db.addons.query().insert({ kind: 'devices', amount: 2n, priceMinor: 50_00n, currency: 'RUB' });
  await db.knex('promo_codes').insert([
    { code: 'CHAOS20', kind: 'percent', percent: 20, ...rest },
    { code: 'CHAOSDAYS', kind: 'days', days: 3, ...rest },
    { code: 'CHAOSMONEY', kind: 'balance', amountMinor: 50_00, currency: 'RUB', ...rest },
    { code: 'CHAOSFEW', kind: 'balance', amountMinor: 10_00, currency: 'RUB', ...rest, maxActivations: 3 },
  ]);
}

const countBy = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]));
