import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectDir } from '../../scripts/services/state.js';
import { useShop } from '../e2e/support/shop.js';
import { newBuyer, boughtOnce, pay } from '../e2e/support/buyer.js';
import { until } from '../support/redis.js';

const run = promisify(execFile);

interface Process {
  readonly name: string;
  readonly pid: number;
  readonly pm2_env: {
    readonly status: string;
    readonly restart_time: number;
    readonly exec_mode: string;
    readonly exit_code?: number;
  };
}

describe('the fleet under PM2', function () {
  this.timeout(180_000);
  const shop = useShop({ members: {} });
  let home: string;
  let env: Record<string, string>;
  const pm2 = (...args: string[]) =>
    run(join(projectDir, 'node_modules/.bin/pm2'), args, { cwd: projectDir, env, maxBuffer: 1 << 24 });
  const list = async () => JSON.parse((await pm2('jlist')).stdout.replace(/^[^[]*/, '')) as Process[];
  const allOnline = async () => {
    const all = await list();
    return all.length === 8 && all.every(({ pm2_env: { status } }) => status === 'online');
  };

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'pm2-')); // short: it holds sockets, 107 bytes at most
    env = {
      ...(process.env as Record<string, string>),
      ...shop.env,
      PM2_HOME: home,
      PM2_DISABLE_VERSION_CHECK: '1',
      METRICS_PORT: '0',
      BOT_SERVER_PORT: new URL(shop.botUrl).port,
      WEB_SERVER_PORT: new URL(shop.webUrl).port,
    };
    await pm2('start', 'ecosystem.config.js');
  });
  after(async () => {
    await pm2('kill');
    await rm(home, { recursive: true, force: true });
  });

  it('starts all pools, bot and web as clusters of two, and sells', async () => {
    await until(allOnline, 60_000, 'not all of the fleet came up');
    const modes = new Map((await list()).map(({ name, pm2_env: { exec_mode } }) => [name, exec_mode]));
    expect(Object.fromEntries(modes)).to.deep.equal({
      bot: 'cluster_mode',
      web: 'cluster_mode',
      'worker-people': 'fork_mode',
      worker: 'fork_mode',
      'worker-slow': 'fork_mode',
      scheduler: 'fork_mode',
    });
    const buyer = await newBuyer(shop);
    await pay(shop, await buyer.order());
    await boughtOnce(shop, buyer);
  });

  it('reloads without a refused update, and goes on selling', async () => {
    const buyer = await newBuyer(shop);
    const reload = pm2('reload', 'bot');
    await pay(shop, await buyer.order());
    await reload;
    await boughtOnce(shop, buyer);
    expect((await list()).every(({ pm2_env: { status } }) => status === 'online')).to.equal(true);
  });

  it('does not start a process with wrong settings again and again', async () => {
    await pm2('delete', 'scheduler');
    const wrong = { ...env, DATABASE_URL: 'nonsense' };
    await run(
      join(projectDir, 'node_modules/.bin/pm2'),
      ['start', 'ecosystem.config.js', '--only', 'scheduler'],
      {
        cwd: projectDir,
        env: wrong,
      },
    ).catch(() => undefined);
    const scheduler = async () => (await list()).find(({ name }) => name === 'scheduler');
    await until(async () => (await scheduler())?.pm2_env.exit_code === 78, 30_000);
    // PM2 calls it "waiting restart" all the same; a process that it means to start again has been by then.
    await pm2('ping');
    expect(await scheduler()).to.have.property('pid', 0);
    expect((await scheduler())?.pm2_env.restart_time).to.equal(0);
  });
});
