import { expect } from 'chai';
import { boughtOnce, newBuyer, pay } from '../e2e/support/buyer.js';
import { allRules } from '../support/infrastructure.js';
import { until } from '../support/until.js';
import { books } from './cases/books.js';
import { fleet } from './cases/fleet.js';
import { money } from './cases/money.js';
import { work } from './cases/work.js';
import { useWatchedShop } from './support/watched.js';

/** The rules of production, looked at by the real Prometheus, over the real fleet, which is really broken. */
describe('the alerts', function () {
  this.timeout(180_000);
  const shop = useWatchedShop();

  it('keep still while all is well', async () => {
    const buyer = await newBuyer(shop);
    await pay(shop, await buyer.order());
    await boughtOnce(shop, buyer);
    await shop.auditNow('first');
    await until(
      async () => (await shop.prometheus.query('up == 1')).length === 6,
      60_000,
      'not all are looked at',
    );
    await until(
      async () => (await shop.prometheus.query('ledger_audited_timestamp_seconds')).length > 0,
      60_000,
    );

    const names = async () => (await shop.prometheus.alerts()).map(({ labels }) => labels['alertname']);
    await until(async () => (await names()).join() === 'Watchdog', 60_000).catch(async () =>
      expect(await names()).to.deep.equal(['Watchdog']),
    );
    await shop.fires('Watchdog', { severity: 'none' });
  });

  money(shop);
  books(shop);
  fleet(shop);
  work(shop);

  it('have all been seen', () => {
    const all = allRules().map(({ alert, labels }) => `${alert} ${labels['severity']}`);
    expect([...shop.fired].toSorted()).to.deep.equal([...new Set(all)].toSorted());
  });
});
