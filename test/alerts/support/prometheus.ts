import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from '../../../scripts/services/process.js';
import { findTool } from '../../../scripts/services/tools.js';
import { readRules, ruleFiles, type Rule } from '../../support/infrastructure.js';
import { until } from '../../support/until.js';

const Alerts = z.object({
  data: z.object({
    alerts: z.array(z.object({ labels: z.record(z.string(), z.string()), state: z.string() })),
  }),
});
const Answer = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
    ),
  }),
});

/** An hour of waiting takes 15 s, and no wait is shorter than two looks. */
const shrinking = 240;
const shortestSeconds = 4;
const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

export type Prometheus = Awaited<ReturnType<typeof startPrometheus>>;

/**
 * The real program over the real rules, which look every second at these processes; only their `for` is shortened.
 *
 * @param targets names of jobs with the addresses of `/metrics`
 */
export async function startPrometheus(targets: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), '2getpro-prometheus-'));
  mkdirSync(join(folder, 'rules'));
  for (const file of ruleFiles()) {
    const groups = readRules(file).groups.map((group) => ({ ...group, rules: group.rules.map(hurried) }));
    writeFileSync(join(folder, 'rules', file), stringify({ groups }));
  }
  const settings = {
    global: { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '1s' },
    rule_files: ['rules/*.yml'],
    scrape_configs: Object.entries(targets).map(([name, url]) => ({
      job_name: name,
      static_configs: [{ targets: [new URL(url).host] }],
    })),
  };
  writeFileSync(join(folder, 'prometheus.yml'), stringify(settings));

  const { path, env } = findTool('prometheus');
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    path,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } },
  );
  const get = async (query: string): Promise<unknown> => (await fetch(`${url}/api/v1/${query}`)).json();
  const ready = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(async () => child.exitCode !== null || (await ready()), 30_000, 'Prometheus is not ready');

  return {
    /** What is pending or firing now. */
    alerts: async () => Alerts.parse(await get('alerts')).data.alerts,
    query: async (promql: string) =>
      Answer.parse(await get(`query?${new URLSearchParams({ query: promql })}`)).data.result,
    async stop(): Promise<void> {
      const gone = once(child, 'exit');
      if (child.exitCode === null && child.kill('SIGTERM')) await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function hurried(rule: Rule): Rule {
  if (rule.for === undefined) return rule;
  const [, count = '', unit = ''] = /^(\d+)([smh])$/.exec(rule.for) ?? [];
  const seconds = (Number(count) * (units[unit] ?? NaN)) / shrinking;
  return { ...rule, for: `${Math.ceil(Math.max(shortestSeconds, seconds))}s` };
}
