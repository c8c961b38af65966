import { expect } from 'chai';
import { z } from 'zod';
import { allRules, firedInTests, infrastructure, readYaml, type Labels } from '../support/infrastructure.js';

const matchers = z.array(z.string());
const Alertmanager = z.object({
  route: z.object({
    receiver: z.string(),
    routes: z.array(z.object({ receiver: z.string(), matchers })),
  }),
  receivers: z.array(z.object({ name: z.string() })),
  inhibit_rules: z.array(
    z.object({ source_matchers: matchers, target_matchers: matchers, equal: matchers.default([]) }),
  ),
});
const rules = allRules();

describe('Alertmanager', () => {
  const {
    route,
    receivers,
    inhibit_rules: inhibitions,
  } = Alertmanager.parse(readYaml(infrastructure, 'alertmanager/alertmanager.yml'));
  const mutes = (source: Labels, target: Labels): boolean =>
    inhibitions.some(
      (rule) =>
        matches(rule.source_matchers, source) &&
        matches(rule.target_matchers, target) &&
        rule.equal.every((name) => (source[name] ?? '') === (target[name] ?? '')),
    );

  it('has somebody to tell, for each severity', () => {
    const told = [route, ...route.routes].map(({ receiver }) => receiver);
    expect(receivers.map(({ name }) => name)).to.have.members(told);
    expect(JSON.stringify(route.routes)).to.contain('page|security').and.contain('Watchdog');
  });

  it('mutes nothing that tells of something else', () => {
    const alerts = firedInTests();
    for (const source of alerts.filter((alert) => subjectOf(alert).length > 0)) {
      for (const alert of alerts) {
        const target = { ...alert, ...Object.fromEntries(subjectOf(alert).map((name) => [name, 'other'])) };
        expect(mutes(source, target), JSON.stringify({ source, target })).to.equal(false);
      }
    }
  });

  it('mutes what follows from what is told already', () => {
    const lag = { alertname: 'QueueLag', severity: 'page', queue: 'payments' };
    const missing = { alertname: 'WorkersMissing', severity: 'page' };
    expect(mutes({ ...missing, queue: 'payments' }, lag)).to.equal(true);
    for (const target of firedInTests().filter(({ alertname }) => /QueueLag|Stuck/.test(alertname ?? '')))
      expect(mutes({ ...missing, queue: 'all' }, target), JSON.stringify(target)).to.equal(true);

    const given = { alertname: 'DeadLetters', job_name: 'payment.open' };
    expect(mutes({ ...given, severity: 'page' }, { ...given, severity: 'warn' })).to.equal(true);
    expect(mutes({ ...given, severity: 'warn' }, { ...given, severity: 'page' })).to.equal(false);
  });
});

/** A label that is not there is empty, and a pattern is about the whole value. */
function matches(wanted: readonly string[], labels: Labels): boolean {
  return wanted.every((matcher) => {
    const [, name, operator, value] = /^(\w+) (=|!=|=~|!~) "(.*)"$/.exec(matcher) ?? [];
    if (name === undefined || operator === undefined) throw new Error(`what does ${matcher} mean?`);
    const held = labels[name] ?? '';
    const fits = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(held) : held === value;
    return operator.startsWith('!') ? !fits : fits;
  });
}

/** Names of the labels by which an alert tells what it is about: those that its rule does not say itself. */
function subjectOf({ alertname, ...labels }: Labels): string[] {
  const said = rules
    .filter((rule) => rule.alert === alertname)
    .map((rule) => rule.labels)
    .filter((own) => Object.entries(own).every(([name, value]) => labels[name] === value))
    .toSorted((a, b) => Object.keys(b).length - Object.keys(a).length)[0];
  return Object.keys(labels).filter((name) => said?.[name] === undefined);
}
