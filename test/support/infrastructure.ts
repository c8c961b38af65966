import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectDir } from '../../scripts/services/state.js';

export const infrastructure = join(projectDir, 'infrastructure');

export const readYaml = (...path: string[]): unknown =>
  parse(readFileSync(join(...path), 'utf8'), { merge: true });

const Rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.record(z.string(), z.string()),
          annotations: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ),
});
export type Rule = z.output<typeof Rules>['groups'][number]['rules'][number];
export type RuleFile = z.output<typeof Rules>;

export const ruleFiles = (): string[] => readdirSync(join(infrastructure, 'prometheus/rules'));

export const readRules = (file: string): RuleFile =>
  Rules.parse(readYaml(infrastructure, 'prometheus/rules', file));

export const allRules = (): Rule[] =>
  ruleFiles().flatMap((file) => readRules(file).groups.flatMap(({ rules }) => rules));

const Tests = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(
        z.object({
          alertname: z.string(),
          exp_alerts: z.array(z.object({ exp_labels: z.record(z.string(), z.string()) })).default([]),
        }),
      ),
    }),
  ),
});

const Whole = z.looseObject({
  tests: z.array(z.looseObject({ alert_rule_test: z.array(z.looseObject({ alertname: z.string() })) })),
});

/** What promtool tries of one alert. */
export function testsOf(file: string, alert: string): object {
  const { tests, ...settings } = Whole.parse(readYaml(infrastructure, 'prometheus/tests', file));
  const its = tests.flatMap(({ alert_rule_test: tries, ...test }) => {
    const of = tries.filter(({ alertname }) => alertname === alert);
    return of.length > 0 ? [{ ...test, alert_rule_test: of }] : [];
  });
  return { ...settings, tests: its };
}

/** What promtool tries of the rules. */
export const triedRules = () =>
  readdirSync(join(infrastructure, 'prometheus/tests')).flatMap((file) =>
    Tests.parse(readYaml(infrastructure, 'prometheus/tests', file)).tests.flatMap(
      (each) => each.alert_rule_test,
    ),
  );

export type Labels = Readonly<Record<string, string>>;

/** Every alert that fires there, with all its labels. */
export const firedInTests = (): Labels[] =>
  triedRules().flatMap(({ alertname, exp_alerts: alerts }) =>
    alerts.map(({ exp_labels: labels }) => ({ alertname, ...labels })),
  );
