import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { infrastructure } from './infrastructure.js';

const Dashboard = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      type: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).default([]),
    }),
  ),
});

export type Panel = z.output<typeof Dashboard>['panels'][number];

export const dashboard = (): readonly Panel[] =>
  Dashboard.parse(JSON.parse(readFileSync(join(infrastructure, 'grafana/dashboards/2getpro.json'), 'utf8')))
    .panels;

/** A metric that an expression asks for, and the labels that it asks it for. */
export interface Asked {
  readonly metric: string;
  readonly labels: readonly string[];
}

const words = new Set(
  [
    'sum',
    'max',
    'min',
    'count',
    'rate',
    'increase',
    'changes',
    'absent',
    'time',
    'vector',
    'histogram_quantile',
  ].concat(['by', 'on', 'or', 'unless', 'and']),
);

/** What an expression of PromQL asks for: each of its selectors, with the labels it matches and is grouped by. */
export function askedBy(expr: string): Asked[] {
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/));
  const plain = expr.replaceAll(/\b(by|on) \([^)]*\)/g, '').replaceAll(/\[\w+\]/g, '');
  const selectors = plain.replaceAll(/"[^"]*"/g, '""').matchAll(/([a-z_]\w*)(?:\{([^}]*)\})?/g);
  return [...selectors].flatMap(([, metric = '', matchers = '']) => {
    if (words.has(metric)) return [];
    const matched = [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, name = '']) => name);
    return [{ metric, labels: [...new Set([...matched, ...grouped])] }];
  });
}
