import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { askedBy, dashboard, type Panel } from '../support/dashboard.js';
import { infrastructure, readYaml } from '../support/infrastructure.js';

describe('the dashboard', () => {
  const shown = () => dashboard().filter(({ type }) => type !== 'row');

  it('has something in every panel, each in a place of its own', () => {
    for (const { title, targets } of shown()) expect(targets, title).to.not.have.length(0);
    const covers = (a: Panel, b: Panel) =>
      a.gridPos.x < b.gridPos.x + b.gridPos.w &&
      b.gridPos.x < a.gridPos.x + a.gridPos.w &&
      a.gridPos.y < b.gridPos.y + b.gridPos.h &&
      b.gridPos.y < a.gridPos.y + a.gridPos.h;
    const panels = dashboard();
    const covered = panels.flatMap((a, at) => panels.slice(at + 1).filter((b) => covers(a, b)));
    expect(covered.map(({ title }) => title)).to.deep.equal([]);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).to.equal(24);
  });

  it('is read together with its queries', () => {
    const query =
      'max by (queue) (rate(a_total{b="x, {y}", c!~"z"}[5m])) > 3 unless on () max(d) == 1 or vector(0)';
    expect(askedBy(query)).to.deep.equal([
      { metric: 'a_total', labels: ['b', 'c', 'queue'] },
      { metric: 'd', labels: ['queue'] },
    ]);
  });

  it('is found by Grafana where the provisioning says', () => {
    const provisioning = join(infrastructure, 'grafana/provisioning');
    expect(readYaml(provisioning, 'dashboards/2getpro.yml')).to.have.nested.property(
      'providers[0].options.path',
      '/var/lib/grafana/dashboards',
    );
    expect(readYaml(provisioning, 'datasources/prometheus.yml')).to.have.nested.property(
      'datasources[0].uid',
      'prometheus',
    );
    expect(readdirSync(join(infrastructure, 'grafana/dashboards'))).to.deep.equal(['2getpro.json']);
  });
});
