import { expect } from 'chai';
import { boughtOnce, newBuyer, nothingOwed, pay, type Buyer } from '../e2e/support/buyer.js';
import { yookassaJournal } from '../e2e/support/faults.js';
import { useShop } from '../e2e/support/shop.js';
import { until } from '../support/until.js';
import { updates, webhooks } from './support/load.js';
import { opsUrl, usePm2 } from './support/pm2.js';

describe('the fleet under PM2', function () {
  this.timeout(600_000);
  const shop = useShop({ members: {} });
  const pm2 = usePm2(shop);

  /** One purchase after the other until stopped, which answers whose they were. */
  function purchases() {
    const stop = new AbortController();
    const buyers: Buyer[] = [];
    const buying = (async () => {
      while (!stop.signal.aborted) {
        const buyer = await newBuyer(shop);
        // Whoever waits for longer than their patience begins anew, and is shown the same invoice.
        await pay(shop, await buyer.order().catch(() => buyer.order()));
        buyers.push(buyer);
      }
      return buyers;
    })();
    return (): Promise<Buyer[]> => {
      stop.abort();
      return buying;
    };
  }

  /** Does something to the fleet under load, waits until all is done, and answers what became of the load. */
  async function under(what: () => Promise<number>) {
    const [asked, told, bought] = [await updates(shop, 20), webhooks(shop, 20), purchases()];
    const stop = () => Promise.all([asked.stop(), told.stop(), bought()]);
    const changes = await what().catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    const [updated, hooked, buyers] = await stop();
    const taken = updated.sent - updated.faults.length;
    await until(async () => (await asked.processed()) === taken, 90_000).catch(() => undefined);
    await until(() => asked.lost() === updated.faults.length, 90_000).catch(() => undefined);
    await until(async () => (await told.applied()).every(({ state }) => state !== 'new'), 60_000);
    for (const buyer of buyers) await boughtOnce(shop, buyer, 60_000);
    await nothingOwed(shop);
    const [rows, questions] = [await told.applied(), await told.questions()];
    return {
      changes,
      buyers: buyers.length,
      updates: updated.sent,
      webhooks: hooked.sent,
      refused: [...updated.faults, ...hooked.faults],
      processed: await asked.processed(),
      lost: asked.lost() + hooked.sent - rows.length + questions.filter((times) => times === 0).length,
      doubled: asked.doubled() + questions.filter((times) => times > 1).length,
      states: [...new Set(rows.map(({ state }) => state))],
    };
  }

  /** What the numbers have to be, and their line. */
  function proveIntact(name: string, { changes, ...found }: Awaited<ReturnType<typeof under>>): void {
    const { buyers, updates: sent, webhooks: hooks, refused, lost, doubled, processed } = found;
    console.log(
      `      ${name}: ${changes} processes replaced or added, ${sent} updates, ${hooks} webhooks, ${buyers} purchases; ` +
        `refused ${refused.length}, lost ${lost}, doubled ${doubled}`,
    );
    expect(refused, 'refused or reset').to.deep.equal([]);
    expect({ lost, doubled, processed, states: found.states }).to.deep.equal({
      lost: 0,
      doubled: 0,
      processed: sent,
      states: ['ignored'],
    });
  }

  it('starts all pools, bot and web as clusters of two, and sells', async () => {
    await pm2.ready(8);
    const modes = new Map((await pm2.list()).map(({ name, pm2_env: { exec_mode } }) => [name, exec_mode]));
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

  it('shows what each of them says where PM2 keeps it, the last words too', async () => {
    await pm2('restart', 'bot', 'web');
    await pm2.ready(8);
    for (const name of ['bot', 'web', 'worker', 'scheduler'])
      expect(await pm2.log(name), name)
        .to.contain(`"name":"${name}"`)
        .and.contain('"msg":"ready"');
    for (const name of ['bot', 'web']) expect(await pm2.log(name)).to.contain('"msg":"stopping"');
  });

  it('is reloaded whole under load without a refused request, and without a lost or doubled one', async () => {
    const before = new Set((await pm2.list()).map(({ pid }) => pid));
    const found = await under(async () => {
      await pm2('reload', 'ecosystem.config.js'); // as docs/operations.md says
      await pm2.ready(8);
      return (await pm2.list()).filter(({ pid }) => !before.has(pid)).length;
    });

    proveIntact('reload', found);
    expect(found.changes, 'new processes').to.equal(8);
    expect(new Set(await pm2.exits()), 'how the old ones ended').to.deep.equal(new Set(['0 SIGINT']));
    const notices = (await yookassaJournal(shop)).filter(({ kind }) => kind === 'notification');
    expect(new Set(notices.map(({ status }) => status)), 'what the provider was answered').to.deep.equal(
      new Set([200]),
    );
  });

  it('grows and shrinks under load, with a port for the metrics of each', async () => {
    const found = await under(async () => {
      for (const [name, count] of [
        ['worker', 3],
        ['worker-people', 2],
        ['worker-slow', 2],
        ['web', 3],
      ] as const) {
        await pm2('scale', name, String(count));
        await pm2.ready(count, name);
      }
      const ports = (await pm2.list()).map(opsUrl);
      expect(new Set(ports).size, 'ports').to.equal(ports.length).and.equal(13);
      for (const [name, count] of [
        ['worker', 1],
        ['worker-people', 1],
        ['worker-slow', 1],
        ['web', 2],
      ] as const) {
        await pm2('scale', name, String(count));
        await pm2.ready(count, name);
      }
      return 5;
    });

    proveIntact('scale', found);
    expect(new Set(await pm2.exits())).to.deep.equal(new Set(['0 SIGINT']));
  });

  it('does not start a process with wrong settings again and again', async () => {
    await pm2('delete', 'scheduler');
    await pm2
      .with({ DATABASE_URL: 'nonsense' }, 'start', 'ecosystem.config.js', '--only', 'scheduler')
      .catch(() => undefined);
    const scheduler = async () => (await pm2.list('scheduler'))[0];
    await until(async () => (await scheduler())?.pm2_env.exit_code === 78, 30_000);
    // PM2 calls it "waiting restart" all the same; a process that it means to start again has been by then.
    await pm2('ping');
    expect(await scheduler()).to.have.property('pid', 0);
    expect((await scheduler())?.pm2_env.restart_time).to.equal(0);
  });
});
