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
