import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { goodEnv } from '../support/environment.js';
import { receiveSentry, type Receiver } from '../support/sentry.js';

const program = fileURLToPath(new URL('../support/small-process.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

describe('what a process reports to Sentry', function () {
  this.timeout(60_000);
  let sentry: Receiver;
  beforeEach(async () => {
    sentry = await receiveSentry();
  });
  afterEach(() => sentry.close());

  const run = async (behaviour: string, env: Record<string, string> = {}): Promise<number | null> => {
    const child = spawn(process.execPath, ['--import', tsx, program, behaviour], {
      cwd: '/',
      env: {
        PATH: process.env['PATH'],
        ...goodEnv,
        TELEGRAM_API_ROOT: new URL(sentry.dsn).origin,
        SENTRY_DSN: sentry.dsn,
        SENTRY_ENVIRONMENT: 'test',
        SENTRY_TRACES_SAMPLE_RATE: '1',
        TIME_SCALE: '0.01',
        ...env,
      },
      stdio: 'ignore',
    });
    await once(child, 'exit');
    return child.exitCode;
  };
  const told = () =>
    sentry.events().map(({ tags, exception }) => [tags?.['fault'], exception?.values.at(-1)?.value]);

  it('is a failed start, whoever has to mend it', async () => {
    expect(await run('misplaced')).to.equal(78);
    expect(await run('failing')).to.equal(1);
    expect(told()).to.deep.equal([
      ['failed start', 'run npm run migrate'],
      ['failed start', 'no such host, token <secret>'],
    ]);
  });

  it('is what nobody caught, which ends the process all the same', async () => {
    expect(await run('throwing')).to.equal(1);
    expect(told()).to.deep.equal([['uncaught', 'with <secret>']]);
    expect(sentry.events()[0])
      .to.include({ environment: 'test' })
      .and.have.property('tags')
      .that.includes({ process: 'small' });
  });

  it('holds no secret in causes, breadcrumbs and spans, and tells others nothing of our traces', async () => {
    expect(await run('calling')).to.equal(0);
    const [event] = sentry.events();
    expect(event?.exception?.values.map(({ value }) => value)).to.deep.equal([
      'POST /bot<secret>/getMe failed',
      'it was in vain',
    ]);
    expect(JSON.stringify(event?.breadcrumbs)).to.contain('/bot<secret>/getMe');
    expect(event?.tags).to.include({ correlation_id: 'update-17' });
    expect(sentry.text()).to.contain('"small.job"').and.contain('queue.process');
    expect(sentry.text()).to.not.contain(goodEnv.BOT_TOKEN);
    expect(sentry.text()).to.not.contain(goodEnv.BOT_TOKEN.split(':')[1]);
    expect(event?.tags).to.not.have.property('heard');
  });

  it('is nothing where it was not set up, and nothing is loaded', async () => {
    expect(await run('loaded', { SENTRY_DSN: '' })).to.equal(0);
    expect(await run('loaded')).to.equal(3);
    expect(await run('failing', { SENTRY_DSN: '' })).to.equal(1);
    expect(sentry.events()).to.deep.equal([]);
  });

  it('holds up nobody’s end while Sentry is away', async () => {
    const startedAt = Date.now();
    expect(await run('failing', { SENTRY_DSN: 'http://key@127.0.0.1:9/42' })).to.equal(1);
    expect(Date.now() - startedAt).to.be.below(20_000);
  });
});
