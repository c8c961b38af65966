import { Gauge, type Registry } from 'prom-client';

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

interface Shown<T> {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** Nothing for what is not known. */
  readonly samples: (seen: T) => readonly Sample[];
}

/** Gauges of one look. What could not be read is not shown: an old number would look like a fresh one. */
export function show<T>(
  registry: Registry,
  read: () => Promise<T | undefined>,
  gauges: readonly Shown<T>[],
): void {
  for (const { name, help, labelNames = [], samples } of gauges) {
    const gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [],
      async collect() {
        const seen = await read();
        this.reset();
        if (labelNames.length === 0) this.remove(); // it would begin at 0
        if (seen !== undefined) for (const [labels, value] of samples(seen)) this.set(labels, value);
      },
    });
    registry.registerMetric(gauge);
  }
}

/** One sample for each entry, under this label. */
export const each = (label: string, values: Readonly<Record<string, number>>): Sample[] =>
  Object.entries(values).map(([key, value]) => [{ [label]: key }, value]);
