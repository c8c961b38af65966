import { expect } from 'chai';
import { askedBy, dashboard } from '../../support/dashboard.js';
import { allRules } from '../../support/infrastructure.js';
import { until } from '../../support/until.js';
import { scrape, type Sample } from '../support/metrics.js';
import type { Shop } from '../support/shop.js';

/** Given by Prometheus itself to whatever it looks at. */
const theirs = { metrics: ['up'], labels: ['job', 'instance'] };

/** Dashboard and alerts against what the fleet really tells. Comes last: only what has happened once is told. */
export function whatIsAsked(shop: Shop): void {
  describe('dashboard and alerts', () => {
    let told: Map<string, Set<string>>;
    before(async () => {
      const receivedAt = new Date();
      const event = { provider: 'yookassa', eventId: 'unread', body: Buffer.from('{}'), receivedAt };
      await shop.db.knex('inbox_events').insert(event);
      await shop.db
        .knex('outbox')
        .insert({ job: 'history.prune', key: 'history.prune:x', parkedAt: receivedAt });
      await shop.db.ledger.audit();
      await shop.db.settings.set('books.proven:yookassa', { at: receivedAt.getTime() });
      const sides = { ours: 'nothing', theirs: 'succeeded, 199.00 RUB' };
      const difference = { provider: 'yookassa', kind: 'missing', externalId: 'strange', ...sides };
      await shop.db.knex('breaks').insert({ ...difference, foundAt: receivedAt, seenAt: receivedAt });
      let samples: Sample[] = [];
      await until(async () => {
        samples = (await Promise.all(Object.values(shop.ops).map(scrape))).flat();
        const names = new Set(samples.map(({ name }) => name));
        return names.has('inbox_oldest_unread_seconds') && names.has('books_open_breaks');
      });
      told = new Map();
      for (const { name, labels } of samples) {
        const known = told.get(name) ?? new Set(theirs.labels);
        for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
        told.set(name, known);
      }
    });

    const wrong = (exprs: readonly string[]): string[] =>
      exprs.flatMap(askedBy).flatMap(({ metric, labels }) => {
        if (theirs.metrics.includes(metric)) return [];
        const known = told.get(metric);
        if (!known) return [metric];
        return labels.filter((label) => !known.has(label)).map((label) => `${metric}{${label}}`);
      });

    it('ask for metrics and labels that there are', () => {
      expect(wrong(allRules().map(({ expr }) => expr)), 'rules').to.deep.equal([]);
      const panels = dashboard().flatMap(({ targets }) => targets);
      expect(wrong(panels.map(({ expr }) => expr)), 'panels').to.deep.equal([]);
      expect(wrong(['sum by (nothing) (jobs_total)', 'no_such_metric']), 'the check itself').to.deep.equal([
        'jobs_total{nothing}',
        'no_such_metric',
      ]);
    });

    it('name lines after labels that their queries leave', () => {
      for (const { expr, legendFormat } of dashboard().flatMap(({ targets }) => targets)) {
        const named = [...legendFormat.matchAll(/{{(\w+)}}/g)].map(([, name = '']) => name);
        const known = askedBy(expr).flatMap(({ metric, labels }) =>
          /^(sum|max|count|\d+ \*|histogram)/.test(expr) ? labels : [...(told.get(metric) ?? theirs.labels)],
        );
        expect(known, `${legendFormat} of ${expr}`).to.include.members(named);
      }
    });

    it('leave no metric of ours unseen', () => {
      const exprs = [
        ...allRules().map(({ expr }) => expr),
        ...dashboard().flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ];
      const whole = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
      const seen = new Set(exprs.flatMap(askedBy).map(({ metric }) => whole(metric)));
      const ours = new Set([...told.keys()].filter((name) => !/^(process|nodejs)_/.test(name)).map(whole));
      expect([...ours].filter((name) => !seen.has(name))).to.deep.equal([]);
    });
  });
}
