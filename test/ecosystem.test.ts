import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { fleet as fleetSettings } from '../src/config/worker.js';
import { queueNames } from '../src/queue/topology.js';
import { applications as fleet, metricsPorts } from './support/ecosystem.js';

const root = fileURLToPath(new URL('..', import.meta.url));
describe('the fleet under PM2', () => {
  it('serves every queue in exactly one pool', () => {
    const served = fleet().flatMap(({ env }) => env.WORKER_QUEUES?.split(',') ?? []);

    expect(served.toSorted()).to.deep.equal([...queueNames].toSorted());
  });

  it('runs what there is to run', () => {
    for (const { script } of fleet()) {
      const source = script.replace('dist/', '').replace(/\.js$/, '.ts');
      expect(existsSync(`${root}/${source}`), source).to.equal(true);
    }
  });

  it('keeps the heap of `bot` small', () => {
    const args = fleet().map(({ name, node_args: given }) => [name, given.join(' ')]);

    expect(Object.fromEntries(args)).to.include({
      bot: '--max-old-space-size=96 --max-semi-space-size=4',
      web: '',
      worker: '',
    });
  });

  it('is started by scripts that a signal to npm reaches: its shell makes way for Node', () => {
    const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const file of new Set(fleet().map(({ script }) => script)))
      expect(scripts[`start:${parse(file).name}`])
        .to.match(/^exec node /)
        .and.to.satisfy((script: string) => script.endsWith(` ${file}`));
  });

  it('reloads what answers requests as a cluster, and gives a drain its time', () => {
    const apps = fleet({ SHUTDOWN_GRACE_MS: '40000' });

    const clusters = apps.filter(({ exec_mode: mode }) => mode === 'cluster');
    expect(clusters.map(({ name, instances }) => [name, instances])).to.deep.equal([
      ['bot', 2],
      ['web', 2],
    ]);
    for (const { kill_timeout: killMs, stop_exit_codes: codes } of apps) {
      expect([killMs, codes]).to.deep.equal([50_000, [78]]);
    }
  });

  it('has a metrics port for every instance, unless any will do', () => {
    const ports = fleet({ METRICS_PORT: '9000', WORKER_INSTANCES: '8' }).flatMap(metricsPorts);

    expect(new Set(ports).size).to.equal(ports.length).and.equal(15);
    expect(ports).to.include.members([9_000, 9_001, 9_010, 9_011, 9_020, 9_040, 9_047, 9_060, 9_090]);
    expect(fleet({ METRICS_PORT: '0' }).map(({ env }) => env.METRICS_PORT)).to.deep.equal([0, 0, 0, 0, 0, 0]);
  });

  it('leaves the ports of `web` and `bot` alone, with as many instances as may be', () => {
    const most = Object.entries(fleetSettings.shape).map(([name, field]) => {
      const counts = Array.from({ length: 100 }, (_, n) => String(n));
      return [name, counts.findLast((count) => field.safeParse(count).success) ?? ''];
    });
    const ports = fleet(Object.fromEntries(most)).flatMap(metricsPorts);

    expect(ports).to.have.length(90);
    expect(new Set(ports).size).to.equal(ports.length);
    expect(ports).not.to.include.members([8_080]).and.not.include.members([8_081]);
  });
});
