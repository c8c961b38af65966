import { join } from 'node:path';
import { expect } from 'chai';
import { projectDir } from '../../scripts/services/state.js';
import { boughtOnce, newBuyer, pay, type Buyer } from '../e2e/support/buyer.js';
import { longestDelay, startedAgain } from '../e2e/support/delay.js';
import { breakPanel, faultsLeft, mend } from '../e2e/support/faults.js';
import { useShop } from '../e2e/support/shop.js';
import { until } from '../support/until.js';
import { opsUrl, usePm2 } from './support/pm2.js';

/** PM2 hears of no hang: the work has to be taken over all the same, and the process replaced by its own watchdog. */
describe('a worker that hangs', function () {
  this.timeout(300_000);
  /** The seconds below are what people wait. */
  const shop = useShop({ members: {}, env: { TIME_SCALE: '1' } });
  const preload = join(projectDir, 'test/fleet/support/block-on-signal.mjs');
  const pm2 = usePm2(shop, { WORKER_INSTANCES: '1', NODE_OPTIONS: `--import=${preload}` });
  afterEach(() => mend(shop));

  /** Somebody has paid, and the only worker is in the middle of telling the panel: it hangs there. */
  async function hangInTheMiddle(signal: NodeJS.Signals): Promise<{ buyer: Buyer; pid: number; at: number }> {
    await pm2.ready(1, 'worker');
    const [worker] = await pm2.list('worker');
    const buyer = await newBuyer(shop);
    const payment = await buyer.order();
    await breakPanel(shop, { match: 'POST /api/users', kind: 'slow', times: 1, ms: 2_000 });
    await pay(shop, payment);
    await until(async () => (await faultsLeft(shop)) === 0, 30_000, 'nobody told the panel');
    process.kill(worker!.pid, signal);
    return { buyer, pid: worker!.pid, at: Date.now() };
  }
  /** The buyer has what they paid for, as soon as a crash may delay it. `dead`: who does not count as started. */
  async function goesOn(buyer: Buyer, dead: number, since: number, what: string): Promise<void> {
    const others = async () => (await pm2.list('worker')).filter(({ pid }) => pid !== dead && pid !== 0);
    const [startedMs, ms] = await Promise.all([
      startedAgain(since, async () => (await others()).map(opsUrl)),
      boughtOnce(shop, buyer, 60_000).then(() => Date.now() - since),
    ]);
    console.log(`      ${what}: everything went on within ${ms} ms, ${startedMs} of them for a start`);
    expect(ms, `milliseconds, ${what}`).to.be.below(longestDelay(startedMs));
  }

  const isGone = (pid: number) => (): boolean => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  };

  it('loses its work to another when it is stopped, and does nothing twice when it goes on', async () => {
    await pm2.ready(8);
    const { buyer, pid, at } = await hangInTheMiddle('SIGSTOP');
    await Promise.all([
      pm2('scale', 'worker', '2'),
      goesOn(buyer, pid, at, 'stopped in the middle of a purchase'),
    ]);
    process.kill(pid, 'SIGCONT');
    await pm2.ready(2, 'worker');
    expect(
      (await pm2.list('worker')).map((each) => each.pid),
      'it lives on',
    ).to.include(pid);
    await boughtOnce(shop, buyer, 60_000);
    await pm2('scale', 'worker', '1');
  });

  it('is killed and started again when its loop stands still', async () => {
    const { buyer, pid } = await hangInTheMiddle('SIGUSR2');
    const replaced = async () =>
      (await pm2.list('worker')).every((each) => each.pid !== pid && each.pid !== 0);

    await until(isGone(pid), 60_000, 'its watchdog keeps still');
    const killedAt = Date.now();
    await goesOn(buyer, pid, killedAt, 'killed by its watchdog, with nobody beside it');
    await until(replaced, 30_000, 'nobody replaced it');
    expect(await pm2.log()).to.contain('the event loop stands still');
    expect(await pm2.exits()).to.include('0 SIGKILL');
  });
});
