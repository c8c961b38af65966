import { z } from 'zod';
import { count, defineBench, rounds } from './bench.js';
import { rateOf, residentMib } from './harness/ground.js';
import { interleave } from './harness/interleave.js';
import { compare } from './harness/result.js';
import { median, percentile } from './harness/stats.js';

const goal = 0.75;

/** Webhooks verified, stored with their promise and acknowledged; at the end with Redis away, when none may be refused. */
export const webhooks = defineBench({
  about: 'webhooks that `web` verifies, stores and acknowledges',
  flags: z.object({ rounds, seconds: count(1, 60, 4), connections: count(1, 256, 32) }),

  async run(ground, { rounds, seconds, connections }) {
    const shop = await ground.shop({ members: { web: 'web' } });
    const bare = await ground.bare('webhooks', { DATABASE_URL: shop.env['DATABASE_URL']! });
    const load = { headers: {}, connections, ms: seconds * 1_000 };
    let first = 0;
    let rssMib = 0;

    const send = async (url: string) => {
      await shop.db.knex.raw('truncate inbox_events, outbox, bare_events');
      const sample = await ground.drive({ url, bodies: { made: 'notification', first }, ...load });
      first += sample.count;
      return sample;
    };
    const ours = () => send(`${shop.webUrl}/webhook/yookassa`);
    const measured = await interleave(rounds, {
      async ours() {
        const sample = await ours();
        rssMib = Math.max(rssMib, await residentMib(shop, 'web'));
        return { ...sample, rate: rateOf(sample) };
      },
      async bare() {
        const sample = await send(`http://127.0.0.1:${bare.hello.port}/`);
        return { ...sample, rate: rateOf(sample) };
      },
    });

    await shop.redisServer.kill();
    const away = await ours();
    const refused = away.count - (away.statuses[200] ?? 0);
    const [stored] = await shop.db.knex('outbox').count<{ count: bigint }[]>();
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
        `With Redis killed: ${away.count} sent, ${refused} refused, ${stored?.count} promised.`,
      ],
      goals: [
        { says: `ratio at least ${goal}`, met: compared.ratio.median >= goal },
        {
          says: 'none refused while Redis is down',
          met: refused === 0 && away.count > 0 && Number(stored?.count) === away.count,
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
  },
});
