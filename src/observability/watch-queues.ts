import type { Queue } from 'bullmq';
import { Gauge, type Registry } from 'prom-client';
import { look } from './look.js';

const states = ['waiting', 'active', 'delayed', 'failed'] as const;

/** Shows how deep the queues are and how long their oldest waiting job waits. For processes that hold the queues. */
export function watchQueues(
  registry: Registry,
  queues: ReadonlyMap<string, Queue>,
  failed: (error: unknown) => void,
): void {
  const read = look(() => Promise.all([...queues].map(([name, queue]) => readQueue(name, queue))), failed);

  const depth = new Gauge({
    name: 'queue_depth',
    help: 'Jobs of a queue by their state',
    labelNames: ['queue', 'state'],
    registers: [],
    async collect() {
      const seen = (await read()) ?? [];
      this.reset();
      for (const { queue, counts } of seen) {
        for (const state of states) this.set({ queue, state }, counts[state] ?? 0);
      }
    },
  });
  const oldest = new Gauge({
    name: 'queue_oldest_waiting_seconds',
    help: 'How long the oldest waiting job of a queue waits',
    labelNames: ['queue'],
    registers: [],
    async collect() {
      const seen = (await read()) ?? [];
      this.reset();
      for (const { queue, oldestMs } of seen) this.set({ queue }, oldestMs / 1_000);
    },
  });
  for (const gauge of [depth, oldest]) registry.registerMetric(gauge);
}

/** Commands of one tick travel together, so all queues cost one round trip. */
async function readQueue(queue: string, from: Queue) {
  const [counts, [oldest]] = await Promise.all([from.getJobCounts(...states), from.getWaiting(0, 0)]);
  return { queue, counts, oldestMs: oldest ? Math.max(0, Date.now() - oldest.timestamp) : 0 };
}
