import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { goodEnv } from './support/environment.js';
import { until } from './support/until.js';

const program = fileURLToPath(new URL('support/small-process.ts', import.meta.url));

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

describe('a process of the fleet', () => {
  let child: ChildProcess;
  let output: string;
  const seen: unknown[] = [];

  /** Its exit code, once it is over. */
  const run = (behaviour: string, env: Record<string, string> = {}): Promise<number | null> => {
    output = '';
    seen.length = 0;
    child = spawn(process.execPath, ['--import', tsx, program, behaviour], {
      cwd: '/',
      env: { PATH: process.env['PATH'], ...goodEnv, SHUTDOWN_GRACE_MS: '500', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
    child.on('message', (message) => seen.push(message));
    return once(child, 'close').then(() => child.exitCode);
  };
  const ready = () => until(() => seen.includes('ready'), 10_000, `it was never ready: ${output}`);
  afterEach(() => child.kill('SIGKILL'));

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`tells PM2 when it is ready and on ${signal} closes newest first`, async () => {
      const ended = run('calm');
      await ready();
      child.kill(signal);

      expect(await ended).to.equal(0);
      expect(output).to.contain('closed second');
      expect(output.indexOf('closed first')).to.be.greaterThan(output.indexOf('closed second'));
    });
  }

  it('goes on closing when one thing does not close', async () => {
    const ended = run('broken');
    await ready();
    child.kill('SIGTERM');

    expect(await ended).to.equal(0);
    expect(output).to.contain('it does not close').and.contain('closed first');
  });

  it('takes a second signal for impatience, unless it is the echo of the first', async () => {
    const ended = run('slow', { SHUTDOWN_GRACE_MS: '20000' });
    await ready();
    const startedAt = Date.now();
    child.kill('SIGINT');
    child.kill('SIGTERM');
    await until(() => Date.now() - startedAt > 2_500);
    expect(child.exitCode).to.equal(null);
    child.kill('SIGINT');

    expect(await ended).to.equal(1);
    expect(output).not.to.contain('closed first');
  });

  it('ends hard when something outlives the grace', async () => {
    const ended = run('slow');
    await ready();
    child.kill('SIGTERM');

    expect(await ended).to.equal(1);
  });

  it('exits with 78 and the whole list when its environment is wrong', async () => {
    const code = await run('calm', { WEB_SERVER_PORT: 'x', REDIS_URL: '' });

    expect(code).to.equal(78);
    expect(output).to.contain('2 variables are wrong or missing').and.contain('WEB_SERVER_PORT=8080');
    expect(output).not.to.contain(' at ');
  });

  it('exits with 78 when somebody has to do something first, and closes what was open', async () => {
    expect(await run('misplaced')).to.equal(78);
    expect(output).to.contain('run npm run migrate').and.contain('closed first');
  });

  it('exits with 1 when the start fails otherwise, with a reason that holds no secret', async () => {
    expect(await run('failing')).to.equal(1);
    expect(output).to.contain('no such host').and.not.contain(goodEnv.BOT_TOKEN);
    expect(seen).to.deep.equal([]);
  });

  it('waits a minute for what is away, says so each time, and gives up with 1', async () => {
    expect(await run('away', { TIME_SCALE: '0.05' })).to.equal(1);
    expect(output.match(/Redis is away, trying again/g)?.length).to.be.greaterThan(5);
    expect(output).to.contain('Redis stayed away for 60 s: Error: refused');
  });

  it('is killed by its watchdog when its loop stands still, which leaves one line', async () => {
    const ended = run('hung', { TIME_SCALE: '0.01' });
    await ready();
    const startedAt = Date.now();

    expect(await ended).to.equal(null);
    expect(child.signalCode).to.equal('SIGKILL');
    expect(Date.now() - startedAt).to.be.greaterThan(4_000);
    expect(output.match(/"level":"fatal".*"name":"small".*the event loop stands still/g)).to.have.length(1);
  });

  it('is not killed for having been stopped from outside', async () => {
    const ended = run('calm', { TIME_SCALE: '0.01' });
    await ready();
    child.kill('SIGSTOP');
    const stoppedAt = Date.now();
    await until(() => Date.now() - stoppedAt > 7_000);
    child.kill('SIGCONT');
    await until(() => Date.now() - stoppedAt > 8_000);
    child.kill('SIGTERM');

    expect(await ended).to.equal(0);
  });

  it('does not live on after a throw that nobody caught', async () => {
    expect(await run('throwing')).to.equal(1);
    expect(output)
      .to.contain('"level":"fatal"')
      .and.contain('closed first')
      .and.not.contain(goodEnv.BOT_TOKEN);
  });
});
