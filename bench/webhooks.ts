import { z } from 'zod';
import { count, defineBench, fiveOrMore } from './bench.js';
import { rateOf, residentMib, type Ground } from './harness/ground.js';
import { interleave } from './harness/interleave.js';
import { compare, type Result } from './harness/result.js';
import { median, percentile } from './harness/stats.js';
import { watchCpu } from './harness/work.js';

const goal = 0.75;

const flags = z.object({ rounds: fiveOrMore, seconds: count(1, 60, 4), connections: count(1, 256, 32) });
type Flags = z.output<typeof flags>;

/** Webhooks verified, stored with their promise and acknowledged; at the end with Redis away, when none may be refused. */
export const webhooks = defineBench({
  about: 'webhooks that `web` verifies, stores and acknowledges',
  flags,
  run: async (ground, given) => report(await measure(ground, given), given),
});

async function measure(ground: Ground, { rounds, seconds, connections }: Flags) {
  const shop = await ground.shop({ members: { web: 'web' } });
  const bare = await ground.bare('webhooks', { DATABASE_URL: shop.ownerUrl });
  const load = { headers: {}, connections, ms: seconds * 1_000 };
  let first = 0;
  let rssMib = 0;

  const send = async (url: string) => {
    await shop.db.knex.raw('truncate inbox_events, outbox, bare_events cascade');
    const sample = await ground.drive({ url, bodies: { made: 'notification', first }, ...load });
    first += sample.count;
    return sample;
  };
  const ours = () => send(`${shop.webUrl}/webhook/yookassa`);
  const cpu = await watchCpu(shop);
  let sent = 0;
  const measured = await interleave(rounds, {
    async ours() {
      const sample = await ours();
      sent += sample.count;
      rssMib = Math.max(rssMib, await residentMib(shop, 'web'));
      return { ...sample, rate: rateOf(sample) };
    },
    async bare() {
      const sample = await send(`http://127.0.0.1:${bare.hello.port}/`);
      return { ...sample, rate: rateOf(sample) };
    },
  });

  const cost = await cpu(sent);
  await shop.redisServer.kill();
  const away = await ours();
  const refused = away.count - (away.statuses[200] ?? 0);
  const [stored] = await shop.db.knex('outbox').count<{ count: bigint }[]>();
  return { measured, rssMib, cost, refused, sentAway: away.count, stored: Number(stored?.count) };
}

function report(
  { measured, rssMib, cost, refused, sentAway, stored }: Awaited<ReturnType<typeof measure>>,
  { seconds, connections }: Flags,
): Result {
  const compared = compare(
    measured.map(({ ours: ourOwn, bare: other }) => ({ ours: ourOwn.rate, bare: other.rate })),
  );
  const p = (percent: number) => median(measured.map((round) => percentile(round.ours.latencies, percent)));
  const [p50Ms, p99Ms] = [p(50), p(99)];
  return {
    name: 'webhooks',
    about:
      'Webhooks verified, stored with their promise and acknowledged per second by one `web`, beside a bare Express 5 handler with one INSERT of one row.',
    columns: ['round', '`web`', 'bare', 'ratio'],
    rows: measured.map((round, at) => [
      `${at + 1}`,
      round.ours.rate,
      round.bare.rate,
      round.ours.rate / round.bare.rate,
    ]),
    notes: [
      `${connections} connections, ${seconds} s a side; p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms; \`web\` ${rssMib.toFixed(0)} MiB resident at most.`,
      `With Redis killed: ${sentAway} sent, ${refused} refused, ${stored} promised.`,
      cost,
    ],
    goals: [
      { says: `ratio at least ${goal}`, met: compared.ratio.median >= goal },
      {
        says: 'none refused while Redis is down',
        met: refused === 0 && sentAway > 0 && stored === sentAway,
      },
    ],
    figures: {
      ...compared,
      unit: 'webhooks/s',
      p50Ms,
      p99Ms,
      rssMib,
      more: { refused_without_redis: refused },
    },
  };
}
