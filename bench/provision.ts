import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { made } from '../src/main/demo/environment.js';
import { defaultSquad } from '../src/sandbox/remnawave/state.js';
import { nothingOwed, tell } from '../test/e2e/support/buyer.js';
import { breakPanel, mend } from '../test/e2e/support/faults.js';
import { scrape, total } from '../test/e2e/support/metrics.js';
import type { Shop } from '../test/e2e/support/shop.js';
import { until } from '../test/support/until.js';
import { count, defineBench, fiveOrMore } from './bench.js';
import { rateOf, residentMib, type Ground } from './harness/ground.js';
import { interleave } from './harness/interleave.js';
import { compare } from './harness/result.js';
import { percentile, spread } from './harness/stats.js';
import { settled } from './harness/telegram.js';

const goal = 0.9;
/** The panel takes ten calls at a time, a tenth of a second each: a hundred a second. */
const pace = { atOnce: 10, ms: 100 };

/** Between two looks, each of which reads all that are owed: every 20 ms they took a seventh of a core from ten thousand. */
const lookMs = 500;

/** Subscriptions that are owed to a panel when it comes back, told at its own pace. */
export const provision = defineBench({
  about: 'subscriptions owed to a panel that comes back',
  flags: z.object({ rounds: fiveOrMore, owed: count(100, 50_000, 10_000), outage: count(1, 600, 8) }),

  async run(ground, { rounds, owed, outage }) {
    const shop = await ground.shop({ members: { web: 'web', worker: 'worker' } });
    await settled(shop);
    const refs = await subscribe(shop, owed);
    await tell(shop, '/control/remnawave/pace', pace, 'PUT');
    let rssMib = 0;

    const measured = await interleave(rounds, {
      async ours() {
        const seen = await outageOf(shop, owed, outage);
        rssMib = Math.max(rssMib, await residentMib(shop, 'worker'));
        return seen;
      },
      bare: async () => ({ rate: await ceiling(ground, shop, refs.slice(0, 300)) }),
    });

    const compared = compare(measured.map(({ ours, bare }) => ({ ours: ours.rate, bare: bare.rate })));
    const waits = measured.flatMap(({ ours }) => ours.waits);
    const resumes = spread(measured.map(({ ours }) => ours.resumesAfterMs));
    return {
      name: 'provision',
      about: `Subscriptions made equal per second after an outage of ${outage} s, ${owed} owed each time, beside a bare client of the same panel (${pace.atOnce} calls at a time, ${pace.ms} ms each).`,
      columns: ['round', 'made equal/s', 'bare calls/s', 'ratio', 'calls each', 'begins after ms'],
      rows: measured.map(({ ours, bare }, at) => [
        `${at + 1}`,
        ours.rate,
        bare.rate,
        ours.rate / bare.rate,
        ours.calls,
        ours.resumesAfterMs,
      ]),
      notes: [
        `The rate counts from the first call after the outage; that came ${resumes.median.toFixed(0)} ms after it (${resumes.min.toFixed(0)} to ${resumes.max.toFixed(0)}); \`worker\` ${rssMib.toFixed(0)} MiB resident at most.`,
      ],
      goals: [{ says: `ratio at least ${goal}`, met: compared.ratio.median >= goal }],
      figures: {
        ...compared,
        unit: 'subscriptions/s',
        p50Ms: percentile(waits, 50),
        p99Ms: percentile(waits, 99),
        rssMib,
        more: {
          owed,
          calls_each: spread(measured.map(({ ours }) => ours.calls)).median,
          resumes_after_ms: resumes.median,
        },
      },
    };
  },
});

/** People with a month that the panel knows of; answers their accounts' ids there. */
async function subscribe(shop: Shop, howMany: number): Promise<number[]> {
  const ids: number[] = [];
  const end = new Date(Date.now() + 30 * 86_400_000).toISOString();
  for (let n = 0; n < howMany; n++) {
    const telegramId = 6_300_000_000 + n;
    const account = await create(shop, telegramId, end);
    ids.push(account);
  }
  await shop.db.knex.raw(
    `with account as (select * from unnest(?::bigint[]) with ordinality a(ref, n)),
     person as (insert into users (telegram_id) select 6300000000 + n - 1 from account returning id, telegram_id)
     insert into subscriptions (user_id, plan_version_id, paid_until, revision, applied_revision, panel_id, panel_account, link)
     select p.id, v.id, ?::timestamptz, 1, 1, v.panel_id, a.ref::text, 'https://panel.example/sub/none'
     from account a join person p on p.telegram_id = 6300000000 + a.n - 1,
       (select * from plan_versions where months = 1 order by id desc limit 1) v`,
    [ids, end],
  );
  return ids;
}

async function create(shop: Shop, telegramId: number, expireAt: string): Promise<number> {
  const json = {
    username: `tg_${telegramId}`,
    expireAt,
    telegramId,
    hwidDeviceLimit: 5,
    activeInternalSquads: [defaultSquad],
    description: '2getpro:0',
  };
  const answer = await fetch(`${shop.sandbox.url}/remnawave/api/users`, {
    method: 'POST',
    headers: { ...panelHeaders, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  });
  return ((await answer.json()) as { response: { id: number } }).response.id;
}

const panelHeaders = {
  authorization: `Bearer ${made.panelToken}`,
  'x-forwarded-for': '127.0.0.1',
  'x-forwarded-proto': 'https',
};

/** The panel goes away, everybody's month is prolonged, the panel comes back: how fast it is told of all. */
async function outageOf(shop: Shop, owed: number, seconds: number) {
  await breakPanel(shop, { match: '/', kind: 'down' });
  await shop.db.knex.raw(
    `with moved as (update subscriptions set revision = revision + 1, paid_until = paid_until + interval '1 month' returning id)
     insert into outbox (job, key, lane) select 'subscription.provision', 'subscription.provision:' || id, 0 from moved`,
  );
  await shop.db.knex.raw("select pg_notify('outbox', '')");
  const isOpen = async () => total(await scrape(shop.ops['worker']!), 'breaker_open', 'remnawave') === 1;
  await until(isOpen, 30_000, 'nobody noticed the outage');
  await sleep(seconds * 1_000);

  const mendedAt = Date.now();
  await mend(shop);
  const callsBefore = await callsOf(shop);
  const equalAt: number[] = [];
  await until(
    async () => {
      await sleep(lookMs);
      const [left] = await shop.db
        .knex('subscriptions')
        .whereRaw('applied_revision is distinct from revision')
        .count<{ count: bigint }[]>();
      const now = Date.now();
      while (equalAt.length < owed - Number(left?.count)) equalAt.push(now);
      return equalAt.length === owed;
    },
    60_000 + owed * 3 * (pace.ms / pace.atOnce),
    'not every subscription was made equal',
  );
  const firstAt = equalAt[0]! - pace.ms;
  const calls = ((await callsOf(shop)) - callsBefore) / owed;
  await nothingOwed(shop, 120_000);
  return {
    rate: (owed * 1_000) / (equalAt.at(-1)! - firstAt),
    resumesAfterMs: firstAt - mendedAt,
    waits: equalAt.map((at) => at - mendedAt),
    calls,
  };
}

/** Calls that the panel answered the worker well. */
const callsOf = async (shop: Shop): Promise<number> =>
  total(
    await scrape(shop.ops['worker']!),
    'upstream_call_seconds_count',
    'service="remnawave",outcome="ok"',
  ) ?? 0;

/** What the panel takes of a client that does nothing else, and never lets its line run empty. */
async function ceiling(ground: Ground, shop: Shop, refs: readonly number[]): Promise<number> {
  const expireAt = new Date(Date.now() + 90 * 86_400_000).toISOString();
  return rateOf(
    await ground.drive({
      url: `${shop.sandbox.url}/remnawave/api/users`,
      method: 'PATCH',
      headers: panelHeaders,
      bodies: refs.map((id) => JSON.stringify({ id, expireAt })),
      connections: 2 * pace.atOnce,
      ms: 600_000,
    }),
  );
}
