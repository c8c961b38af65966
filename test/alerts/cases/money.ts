import { expect } from 'chai';
import subscriptionProvision from '../../../src/jobs/subscription.provision.js';
import { promise } from '../../../src/queue/promise.js';
import { boughtOnce, newBuyer, pay, tell } from '../../e2e/support/buyer.js';
import { breakPanel, breakYookassa, mend } from '../../e2e/support/faults.js';
import { until } from '../../support/until.js';
import { shows, type WatchedShop } from '../support/watched.js';

/** What a person paid for. */
export function money(shop: WatchedShop): void {
  it('tell of a payment that came and was not what was asked', async () => {
    const buyer = await newBuyer(shop);
    const payment = await buyer.order();
    await tell(shop, `/control/yookassa/payments/${payment}`, { amount: '1.00' }, 'PATCH');
    await pay(shop, payment);
    await shop.fires('PaymentInReview', { severity: 'warn' });
  });

  it('tell of money that nobody is credited for, until its provider answers again', async () => {
    const buyer = await newBuyer(shop);
    const payment = await buyer.order();
    await breakYookassa(shop, { match: 'GET /payments', kind: '500', times: 10_000 });
    await pay(shop, payment);
    const unread = () => shop.db.knex('inbox_events').where({ state: 'new' });
    await until(async () => (await unread()).length > 0);
    await unread().update({ receivedAt: shop.minutesAgo(6) });
    await shop.fires('PaidNotCredited', { severity: 'warn', sender: 'yookassa' });
    await shop.fires('PaidNotCredited', { severity: 'page', sender: 'yookassa' });

    await mend(shop);
    await boughtOnce(shop, buyer, 60_000);
    await shop.rests('PaidNotCredited');
  });

  it('tell of a panel that is away, and of access that is owed for too long', async () => {
    const buyers = await Promise.all(Array.from({ length: 6 }, () => newBuyer(shop)));
    const payments = await Promise.all(buyers.map((buyer) => buyer.order()));
    await breakPanel(shop, { match: '/api', kind: 'down' });
    for (const payment of payments) await pay(shop, payment);
    await shop.fires('BreakerOpen', { severity: 'warn', service: 'remnawave' });
    const owed = () => shop.db.knex('subscriptions').whereNotNull('owedSince');
    expect(await owed()).to.have.length(buyers.length);
    await owed().update({ owedSince: shop.minutesAgo(40) });
    await shop.fires('PaidNotProvisioned', { severity: 'page' });
    const warned = (await shop.prometheus.alerts()).some(
      shows({ alertname: 'PaidNotProvisioned', severity: 'warn' }),
    );
    expect(warned, 'beside BreakerOpen').to.equal(false);

    await mend(shop);
    for (const buyer of buyers) await boughtOnce(shop, buyer, 60_000);
    for (const alert of ['PaidNotProvisioned', 'BreakerOpen']) await shop.rests(alert);
  });

  it('tell of access that is owed and that nobody promised, though no panel is away', async () => {
    const { id } = await shop.db.knex('subscriptions').first<{ id: bigint }>();
    await shop.db
      .knex('subscriptions')
      .where({ id })
      .update({ revision: shop.db.knex.raw('revision + 1') });
    await shop.db
      .knex('subscriptions')
      .where({ id })
      .update({ owedSince: shop.minutesAgo(6) });
    await shop.fires('PaidNotProvisioned', { severity: 'warn' });

    await shop.db.transaction((trx) => promise(trx, subscriptionProvision, id, {}));
    await shop.rests('PaidNotProvisioned');
  });

  it('tell of books that are wrong, until they are mended', async () => {
    const tamper = (by: number) =>
      shop.db.knex.transaction(async (trx) => {
        await trx.raw('set local session_replication_role = replica');
        await trx.raw(
          `update ledger_entries set amount_minor = amount_minor + ${by} where id = (select min(id) from ledger_entries)`,
        );
      });
    await tamper(1);
    await shop.auditNow('broken');
    await shop.fires('LedgerUnbalanced', { severity: 'page' });

    await tamper(-1);
    await shop.auditNow('mended');
    await shop.rests('LedgerUnbalanced');
    await shop.db.knex.raw(
      `update settings set value = jsonb_set(value, '{at}', to_jsonb(now() - interval '3 hours')) where name = 'ledger.audit'`,
    );
    await shop.fires('LedgerNotAudited', { severity: 'warn' });
  });
}
