import type { Metrics } from '../../src/observability/metrics.js';

/** Lines of one metric, as `labels value`, without the process. */
export async function shown({ registry }: Metrics, name: string): Promise<string[]> {
  const text = await registry.metrics();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .map((line) => line.slice(name.length).replace(/process="test",|,process="test"/, ''));
}
