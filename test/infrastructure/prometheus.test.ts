import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { projectDir } from '../../scripts/services/state.js';
import { findTool } from '../../scripts/services/tools.js';
import { applications, metricsPorts } from '../support/ecosystem.js';
import {
  allRules,
  firedInTests,
  infrastructure,
  readRules,
  readYaml,
  ruleFiles,
  testsOf,
  triedRules,
  type Rule,
} from '../support/infrastructure.js';

const Config = z.object({
  scrape_configs: z.array(
    z.object({
      job_name: z.string(),
      static_configs: z.array(z.object({ targets: z.array(z.string()) })).default([]),
      dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.number() })).default([]),
    }),
  ),
});

describe('Prometheus', function () {
  this.timeout(180_000); // the first run fetches it
  const folder = join(infrastructure, 'prometheus');
  let promtool: (...args: string[]) => string;
  before(() => {
    const { path, env } = findTool('promtool');
    promtool = (...args) =>
      execFileSync(path, args, { encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ...env } });
  });
  const tests = () => readdirSync(join(folder, 'tests')).map((file) => join(folder, 'tests', file));

  it('takes its settings and every rule', () => {
    for (const file of ['prometheus.yml', 'prometheus.compose.yml'])
      expect(promtool('check', 'config', join(folder, file)))
        .to.contain('SUCCESS')
        .and.not.contain('FAILED');
  });

  it('looks at every port of the ecosystem file, and at every service of the containers', () => {
    const listening = Object.fromEntries(
      applications().map((app) => [app.name, metricsPorts(app).map((port) => `127.0.0.1:${port}`)]),
    );
    const asked = (file: string) => Config.parse(readYaml(folder, file)).scrape_configs;

    expect(
      Object.fromEntries(
        asked('prometheus.yml').map(({ job_name: job, static_configs: of }) => [
          job,
          of.flatMap(({ targets }) => targets),
        ]),
      ),
    ).to.deep.equal(listening);
    expect(
      asked('prometheus.compose.yml').map(({ job_name: job, dns_sd_configs: of }) => [
        job,
        of.map(({ names, port }) => [...names, port]),
      ]),
    ).to.deep.equal(applications().map(({ name }) => [name, [[name, 8_000]]]));
  });

  it('fires each rule in its test, and keeps still in it', () => {
    promtool('test', 'rules', ...tests());

    const tried = triedRules();
    const fired = firedInTests().map(({ alertname, severity }) => `${alertname} ${severity}`);
    expect(new Set(fired)).to.deep.equal(
      new Set(allRules().map(({ alert, labels }) => `${alert} ${labels['severity']}`)),
    );
    const still = tried
      .filter(({ exp_alerts: alerts }) => alerts.length === 0)
      .map(({ alertname }) => alertname);
    const rules = allRules().map(({ alert }) => alert);
    expect(new Set(still)).to.deep.equal(new Set(rules.filter((alert) => alert !== 'Watchdog')));
  });

  it('has a case over the real fleet for each rule, too', () => {
    const suite = join(projectDir, 'test/alerts');
    const sources = readdirSync(suite, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const fired = sources.flatMap((file) => {
      const calls = readFileSync(join(suite, file), 'utf8').matchAll(
        /\.fires\(\s*'(\w+)',\s*{\s*severity: '(\w+)'/g,
      );
      return [...calls].map(([, alert = '', severity = '']) => `${alert} ${severity}`);
    });
    const rules = allRules().map(({ alert, labels }) => `${alert} ${labels['severity']}`);
    expect([...new Set(fired)].toSorted(), '`npm run test:alerts` has to fire each').to.deep.equal(
      [...new Set(rules)].toSorted(),
    );
  });

  it('would not pass those tests with any other threshold', () => {
    const copy = mkdtempSync(join(tmpdir(), '2getpro-rules-'));
    const passes = (rules: readonly Rule[], cases: object): boolean => {
      const write = (name: string, content: object) =>
        writeFileSync(join(copy, name), JSON.stringify(content)); // which is YAML, too
      write('rules.yml', { groups: [{ name: 'some', rules }] });
      write('tests.yml', { ...cases, rule_files: ['rules.yml'] });
      try {
        promtool('test', 'rules', join(copy, 'tests.yml'));
        return true;
      } catch (error) {
        expect(String(error)).to.contain('FAILED');
        return false;
      }
    };
    try {
      for (const file of ruleFiles()) {
        const every = readRules(file).groups.flatMap(({ rules }) => rules);
        for (const name of new Set(every.map(({ alert }) => alert))) {
          const [rules, cases] = [every.filter(({ alert }) => alert === name), testsOf(file, name)];
          expect(passes(rules, cases), name).to.equal(true);
          for (const [others, changed] of otherThresholds(rules))
            expect(passes(others, cases), changed).to.equal(false);
        }
      }
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it('tells whoever is woken what it is, how bad, and where the runbook says what to do', () => {
    const runbook = readFileSync(join(projectDir, 'docs/runbook.md'), 'utf8');
    const anchors = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name = '']) => name.toLowerCase());

    for (const { alert, labels, annotations } of allRules()) {
      expect(annotations, alert).to.have.all.keys('summary', 'description', 'runbook_url');
      expect(labels['severity'], alert).to.be.oneOf(['page', 'warn', 'security', 'none']);
      expect(annotations['runbook_url'], alert).to.equal(`docs/runbook.md#${alert.toLowerCase()}`);
      expect(anchors, alert).to.include(alert.toLowerCase());
    }
    expect(anchors, 'for rules that are not').to.have.length(
      new Set(allRules().map(({ alert }) => alert)).size,
    );
  });
});

/** The rules again and again, each time one threshold of one of them nine to ninety times as high. */
function* otherThresholds(rules: readonly Rule[]): Iterable<readonly [readonly Rule[], string]> {
  for (const [at, rule] of rules.entries())
    for (const { index } of rule.expr.matchAll(/> (?=\d)/g)) {
      const expr = `${rule.expr.slice(0, index)}> 9${rule.expr.slice(index + 2)}`;
      yield [rules.with(at, { ...rule, expr }), `${rule.alert}: ${expr}`];
    }
}
