const line =
  /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*)\})? (?<value>[-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|Inf|NaN))$/i;

export interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** What a process tells at /metrics. @throws at the first line that is none of Prometheus' text format */
export async function scrape(opsUrl: string): Promise<Sample[]> {
  const answer = await fetch(`${opsUrl}/metrics`);
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`);
  const lines = (await answer.text()).split('\n').filter((each) => each !== '' && !each.startsWith('# '));
  return lines.map((each) => {
    const { name = '', labels = '', value } = line.exec(each)?.groups ?? {};
    if (name === '') throw new Error(`no sample: ${each}`);
    return { name, labels, value: Number(value) };
  });
}

/** The sum of all samples of this name whose labels contain these words. */
export const total = (samples: readonly Sample[], name: string, labels = ''): number | undefined => {
  const fitting = samples.filter((sample) => sample.name === name && sample.labels.includes(labels));
  return fitting.length === 0 ? undefined : fitting.reduce((sum, { value }) => sum + value, 0);
};
