import { z } from 'zod';
import type { Shop } from '../test/e2e/support/shop.js';
import { nothingOwed } from '../test/e2e/support/buyer.js';
import { until } from '../test/support/until.js';
import { count, defineBench, fiveOrMore } from './bench.js';
import { deafen, meetBuyers, type Buyer } from './harness/buyers.js';
import { residentMib, rateOf, type Ground } from './harness/ground.js';
import { interleave } from './harness/interleave.js';
import { compare, type Result } from './harness/result.js';
import { percentile } from './harness/stats.js';
import { settled } from './harness/telegram.js';
import { cpuOf, sum, workBetween, workSoFar, type Work } from './harness/work.js';
import { notification } from './load/payloads.js';

const goals = { ratio: 0.4, p99Ms: 1_000, growth: 1.1 };

/**
 * What a purchase needs, from the webhook on: its jobs, and the commits of each. Of reconciling: event and promise,
 * effect, promise kept. Of a message: turn, screen claimed, place noted, sent, promise kept, of which under load two
 * share theirs with others. Of provisioning: turn, record, promise kept, promise sent. What is not flushed (a run
 * begun, a relay woken) is not counted. The run prints beside it what a purchase really took.
 */
const needs: Readonly<Record<string, number>> = {
  'payment.reconcile': 3,
  'message.send paid': 4,
  'subscription.provision': 4,
  'message.send ready': 4,
};

const members = (workers: number): Record<string, 'web' | 'worker'> => ({
  web: 'web',
  ...Object.fromEntries(Array.from({ length: workers }, (_, n) => [`worker-${n + 1}`, 'worker'] as const)),
});

const flags = z.object({
  rounds: fiveOrMore,
  purchases: count(100, 100_000, 1_500),
  workers: count(1, 8, 1),
  seconds: count(1, 120, 10),
});
type Flags = z.output<typeof flags>;

/** Purchases from the provider's webhook to the message that access is there. */
export const pipeline = defineBench({
  about: 'purchases from the webhook to the message that access is there',
  flags,
  run: async (ground, given) => report(await measure(ground, given), given),
});

async function measure(ground: Ground, { rounds, purchases, workers, seconds }: Flags) {
  const shop = await ground.shop({ members: members(workers) });
  const asOwner = { ...shop.env, DATABASE_URL: shop.ownerUrl }; // it makes a table of its own
  const bares = await Promise.all(Array.from({ length: workers }, () => ground.bare('pipeline', asOwner)));
  await settled(shop);
  await deafen(shop);
  const jobs = Object.values(needs);
  const each = Math.ceil(purchases / rounds);
  let first = 6_200_000_000;
  const meet = (howMany: number): Promise<Buyer[]> => {
    first += howMany;
    return meetBuyers(shop, first - howMany, howMany);
  };

  const measured = await interleave(rounds, {
    async ours() {
      const buyers = await meet(each);
      const before = await workSoFar(shop);
      const { ms } = await buyAll(ground, shop, buyers);
      await nothingOwed(shop, 120_000);
      const work = workBetween(before, await workSoFar(shop), each);
      return { rate: (each * 1_000) / ms, work, rssMib: await residentMib(shop, 'worker-1') };
    },
    async bare() {
      const { ms } = await bares[0]!.ask<{ ms: number }>({ purchases: each, jobs });
      return { rate: (each * 1_000) / ms };
    },
  });

  const compared = compare(measured.map(({ ours, bare }) => ({ ours: ours.rate, bare: bare.rate })));
  const perSecond = compared.value / 2;
  const buyers = await meet(Math.ceil(perSecond * seconds));
  const { latencies } = await buyAll(ground, shop, buyers, perSecond);
  return { measured, compared, perSecond, latencies, purchases: each * rounds };
}

function report(
  { measured, compared, perSecond, latencies, purchases }: Awaited<ReturnType<typeof measure>>,
  { workers, seconds }: Flags,
): Result {
  const jobs = Object.values(needs);
  const [p50Ms, p99Ms] = [percentile(latencies, 50), percentile(latencies, 99)];
  const residents = measured.map(({ ours }) => ours.rssMib);
  const growth = residents.at(-1)! / residents[Math.floor(residents.length / 2)]!;
  return {
    name: 'pipeline',
    about: `Purchases per second from webhook to message with ${workers} \`worker\`, beside ${jobs.length} empty jobs with ${jobs.reduce((a, b) => a + b)} one-row commits each.`,
    columns: ['round', 'purchases/s', 'bare', 'ratio', '`worker` MiB'],
    rows: measured.map(({ ours, bare }, at) => [
      `${at + 1}`,
      ours.rate,
      bare.rate,
      ours.rate / bare.rate,
      ours.rssMib,
    ]),
    notes: [
      ...costs(measured.at(-1)!.ours.work),
      `At half the rate, ${perSecond.toFixed(1)}/s for ${seconds} s: p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms from webhook to message.`,
    ],
    goals: [
      { says: `ratio at least ${goals.ratio}`, met: compared.ratio.median >= goals.ratio },
      { says: `p99 under ${goals.p99Ms} ms at half the rate`, met: p99Ms < goals.p99Ms },
      {
        says: `memory flat over ${purchases} purchases (second half: ×${growth.toFixed(2)})`,
        met: growth <= goals.growth,
      },
    ],
    figures: {
      ...compared,
      unit: 'purchases/s',
      p50Ms,
      p99Ms,
      rssMib: Math.max(...residents),
      more: { workers, purchases },
    },
  };
}

/** The count above, checked: what one purchase really took. */
function costs(work: Work): string[] {
  const { jobs, commits } = work;
  const list = Object.entries(jobs).map(([name, times]) => `${name} ${times.toFixed(2)}`);
  return [
    `A purchase really took ${sum(jobs).toFixed(2)} jobs (${list.join(', ')}) and ${commits.toFixed(1)} writing transactions.`,
    cpuOf(work),
  ];
}

const now = (): number => performance.timeOrigin + performance.now();

/** Sends the webhooks of these buyers and waits until each has heard of their access; answers how long each waited. */
async function buyAll(ground: Ground, shop: Shop, buyers: readonly Buyer[], perSecond?: number) {
  const heardAt = new Map<number, number>();
  const hear = ({ person, message }: { person: number; message: { text?: string } }): void => {
    if (/Готово|Подписка продлена/.test(message.text ?? '')) heardAt.set(person, now());
  };
  const { events } = shop.sandbox.telegram;
  events.on('edit', hear).on('message', hear);
  const sample = await ground.drive({
    url: `${shop.webUrl}/webhook/yookassa`,
    headers: {},
    bodies: buyers.map(({ externalId, paymentId }) => notification(externalId, paymentId)),
    connections: perSecond === undefined ? 16 : 64,
    ms: 600_000,
    ...(perSecond !== undefined && { perSecond }),
  });
  rateOf(sample);
  const all = () => buyers.every(({ telegramId }) => heardAt.has(telegramId));
  await until(all, 300_000, 'not every buyer heard of it');
  events.off('edit', hear).off('message', hear);
  const dueAt = (n: number) => sample.startedAt + (perSecond === undefined ? 0 : (n * 1_000) / perSecond);
  const latencies = buyers.map(({ telegramId }, n) => heardAt.get(telegramId)! - dueAt(n));
  return { latencies, ms: Math.max(...heardAt.values()) - sample.startedAt };
}
