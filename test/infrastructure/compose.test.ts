import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectDir } from '../../scripts/services/state.js';
import { loadConfig } from '../../src/config/config.js';
import { shapes } from '../../src/config/groups.js';
import { compose, type Service } from '../support/compose.js';
import { applications } from '../support/ecosystem.js';

describe('docker-compose.yml', () => {
  const { services, networks, volumes, secrets } = compose();
  const entries = Object.entries(services);
  const service = (name: string): Service => services[name] ?? expect.fail(`there is no service ${name}`);
  const processes = applications().map(({ name }) => name);
  const runsUs = [...processes, 'migrate', 'seed'];

  it('runs every application of the ecosystem file, with its queues', () => {
    for (const { name, script, env, node_args: args } of applications()) {
      expect(service(name).command, name).to.deep.equal([...args, script]);
      expect(service(name).environment['WORKER_QUEUES'], name).to.equal(env.WORKER_QUEUES);
    }
    const watching = ['prometheus', 'alertmanager', 'grafana'];
    expect(Object.keys(services)).to.have.members([...runsUs, 'postgres', 'redis', 'nginx', ...watching]);
    expect(watching.map((name) => service(name).profiles)).to.deep.equal([['watch'], ['watch'], ['watch']]);
  });

  it('gives settings that there are, and that a process starts with', () => {
    const folder = mkdtempSync(join(tmpdir(), '2getpro-secrets-'));
    const secret = '123456789:AAExampleExampleExampleExampleExample'; // good for any of them
    for (const name of Object.keys(secrets)) writeFileSync(join(folder, name), `${secret}\n`);
    try {
      for (const name of runsUs) {
        const { environment, secrets: given, env_file: file } = service(name);
        for (const variable of Object.keys(environment))
          expect(shapes, `${name}: ${variable}`).to.have.property(variable.replace(/_FILE$/, ''));
        for (const [variable, value] of Object.entries(environment))
          if (variable.endsWith('_FILE'))
            expect(given, `${name}: ${variable}`).to.include(value.split('/').at(-1));
        expect(file).to.equal('.env');

        const there = Object.entries(environment).map(([key, value]) => [
          key,
          value.replace('/run/secrets', folder),
        ]);
        const config = loadConfig(Object.fromEntries(there) as Record<string, string>, null);
        const role = name === 'migrate' ? 'getpro_owner' : 'getpro';
        expect(config.DATABASE_URL).to.equal(
          `postgres://${role}:${encodeURIComponent(secret)}@postgres:5432/getpro`,
        );
        expect(config.REDIS_URL).to.equal(`redis://:${encodeURIComponent(secret)}@redis:6379/0`);
        expect(config.BOT_TOKEN).to.equal(secret);
        expect([config.WEB_SERVER_PORT, config.BOT_SERVER_PORT, config.METRICS_PORT]).to.deep.equal([
          8080, 8081, 8000,
        ]);
        expect([config.METRICS_HOST, config.WEB_SERVER_HOST]).to.deep.equal(['0.0.0.0', '0.0.0.0']);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('starts nothing before what it needs is there', () => {
    for (const [name, { depends_on: needs }] of entries)
      for (const [other, { condition }] of Object.entries(needs)) {
        const { healthcheck, restart } = service(other);
        if (condition === 'service_healthy')
          expect(healthcheck?.test, `${name} waits for ${other}`).to.be.an('array');
        else {
          expect(condition).to.equal('service_completed_successfully');
          expect(restart, `${name} waits for ${other}`).to.equal('no');
        }
      }
    const stores = { postgres: { condition: 'service_healthy' }, redis: { condition: 'service_healthy' } };
    const done = { condition: 'service_completed_successfully' };
    for (const name of processes)
      expect(service(name).depends_on, name).to.deep.equal({ ...stores, seed: done });
    expect(service('seed').depends_on).to.deep.equal({ migrate: done });
    expect(service('migrate').depends_on).to.deep.equal(stores);
    expect(Object.keys(service('nginx').depends_on)).to.deep.equal(['bot', 'web']);
  });

  it('asks each process whether it is ready, at the port of its metrics, and gives a drain its time', () => {
    for (const name of processes) {
      const { healthcheck, environment, stop_grace_period: grace = '' } = service(name);
      const url = `http://127.0.0.1:${environment['METRICS_PORT']}/health/ready`;
      expect(healthcheck?.test?.join(' '), name).to.contain(url);
      expect(Number.parseInt(grace, 10) * 1_000).to.be.at.least(
        Number(environment['SHUTDOWN_GRACE_MS']) + 10_000,
      );
    }
  });

  it('lets the world reach nginx, and nginx no store', () => {
    for (const [name, { ports }] of entries)
      for (const port of ports)
        expect(name === 'nginx' || port.startsWith('127.0.0.1:'), `${name}: ${port}`).to.equal(true);
    expect(service('nginx').ports).to.have.length(2);
    expect(service('nginx').networks).to.deep.equal(['edge']);
    expect(networks['stores']?.internal).to.equal(true);
    for (const store of ['postgres', 'redis']) expect(service(store).networks).to.deep.equal(['stores']);
    expect(JSON.stringify(networks['edge'])).to.contain(service('web').environment['TRUSTED_PROXIES']);
  });

  it('bounds what each may take and write, and runs none of ours with more rights than it needs', () => {
    for (const [name, { logging, mem_limit: memory }] of entries) {
      expect(logging.options, name).to.have.all.keys('max-size', 'max-file');
      expect(memory, name).to.match(/^\d+[mg]$/);
    }
    for (const name of runsUs)
      expect(service(name), name).to.deep.include({ read_only: true, cap_drop: ['ALL'] });
  });

  it('names nothing that is not there', () => {
    for (const [name, { volumes: mounted, secrets: given, networks: joined }] of entries) {
      for (const mount of mounted) {
        const [source = ''] = mount.replace(/\$\{\w+:-([^}]*)\}/g, '$1').split(':');
        if (source.startsWith('./'))
          expect(existsSync(join(projectDir, source)), `${name}: ${source}`).to.equal(true);
        else expect(volumes, name).to.have.property(source);
      }
      for (const each of given) expect(secrets, name).to.have.property(each);
      for (const each of joined) expect(networks, name).to.have.property(each);
    }
    const ignored = readFileSync(join(projectDir, '.gitignore'), 'utf8');
    for (const { file } of Object.values(secrets)) expect(file).to.match(/^\.\/secrets\//);
    expect(ignored).to.contain('secrets/\n');
  });
});

describe('the Dockerfile', () => {
  const lines = readFileSync(join(projectDir, 'Dockerfile'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  const ignored = readFileSync(join(projectDir, '.dockerignore'), 'utf8').split('\n');

  it('builds in stages, on an image that can be pinned', () => {
    const from = lines.filter((line) => line.startsWith('FROM '));
    expect(from).to.have.length(3);
    for (const line of from) expect(line).to.contain('${NODE_IMAGE}');
  });

  it('runs as nobody in particular, and passes signals on', () => {
    expect(last).to.include('USER node').and.include('STOPSIGNAL SIGTERM');
    expect(last.findIndex((line) => line.startsWith('USER'))).to.be.greaterThan(
      last.findLastIndex((line) => /^(RUN|COPY)/.test(line)),
    );
    expect(last).to.include('ENTRYPOINT ["tini", "--", "node"]');
    expect(last.join('\n')).to.match(/^HEALTHCHECK .*\/health\/live/m);
  });

  it('copies what there is, and no secret', () => {
    const copied = lines.flatMap((line) => /^COPY (?!--from)(.*) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
    for (const path of copied) expect(existsSync(join(projectDir, path)), path).to.equal(true);
    expect(ignored).to.include.members(['.git', '.env', '.env.*', 'secrets', '.data', 'node_modules']);
  });
});
