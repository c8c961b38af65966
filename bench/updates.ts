import { z } from 'zod';
import { madeSecret } from '../src/config/bot.js';
import { made } from '../src/main/demo/environment.js';
import { count, defineBench, fiveOrMore } from './bench.js';
import { rateOf, residentMib, type Ground } from './harness/ground.js';
import { interleave } from './harness/interleave.js';
import { compare, type Result } from './harness/result.js';
import { median, percentile } from './harness/stats.js';
import { watchCpu } from './harness/work.js';

const goals = { ratio: 0.85, rssMib: 120 };

const flags = z.object({ rounds: fiveOrMore, seconds: count(1, 60, 4), connections: count(1, 256, 32) });
type Flags = z.output<typeof flags>;

/** Accepted updates: checked, once, in order for their person, and their drain woken. Nobody drains meanwhile. */
export const updates = defineBench({
  about: 'updates that `bot` accepts over its webhook',
  flags,
  run: async (ground, given) => report(await measure(ground, given), given),
});

async function measure(ground: Ground, { rounds, seconds, connections }: Flags) {
  const shop = await ground.shop({ members: { bot: 'bot' } });
  const bare = await ground.bare('updates', { REDIS_URL: shop.env['REDIS_URL']! });
  const load = { connections, ms: seconds * 1_000 };
  const secret = { 'x-telegram-bot-api-secret-token': madeSecret(made.token) };
  let first = 0;
  let rssMib = 0;

  const send = async (url: string, headers: Record<string, string>) => {
    await shop.redis.flushall();
    const sample = await ground.drive({ url, headers, bodies: { made: 'update', first }, ...load });
    first += sample.count;
    return { ...sample, rate: rateOf(sample) };
  };
  const cpu = await watchCpu(shop);
  let sent = 0;
  const measured = await interleave(rounds, {
    async ours() {
      const sample = await send(`${shop.botUrl}/telegram/webhook`, secret);
      sent += sample.count;
      rssMib = Math.max(rssMib, await residentMib(shop, 'bot'));
      return sample;
    },
    bare: () => send(`http://127.0.0.1:${bare.hello.port}/`, {}),
  });

  return { measured, rssMib, cost: await cpu(sent) };
}

function report(
  { measured, rssMib, cost }: Awaited<ReturnType<typeof measure>>,
  { seconds, connections }: Flags,
): Result {
  const compared = compare(measured.map(({ ours, bare: other }) => ({ ours: ours.rate, bare: other.rate })));
  const p = (percent: number) => median(measured.map(({ ours }) => percentile(ours.latencies, percent)));
  const [p50Ms, p99Ms] = [p(50), p(99)];
  return {
    name: 'updates',
    about: 'Updates accepted per second by one `bot`, beside a bare Express 5 handler with one BullMQ `add`.',
    columns: ['round', '`bot`', 'bare', 'ratio'],
    rows: measured.map(({ ours, bare: other }, at) => [
      `${at + 1}`,
      ours.rate,
      other.rate,
      ours.rate / other.rate,
    ]),
    notes: [
      `${connections} connections, ${seconds} s a side; p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms; \`bot\` ${rssMib.toFixed(0)} MiB resident at most.`,
      cost,
    ],
    goals: [
      { says: `ratio at least ${goals.ratio}`, met: compared.ratio.median >= goals.ratio },
      { says: `under ${goals.rssMib} MiB resident`, met: rssMib < goals.rssMib },
    ],
    figures: { ...compared, unit: 'updates/s', p50Ms, p99Ms, rssMib },
  };
}
