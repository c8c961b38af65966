import { expect } from 'chai';
import { stopRenewing } from '../../src/effects/agree-to-renew.js';
import chargeRenewal from '../../src/jobs/renewal.charge.js';
import { createPayments, type Payments } from '../../src/payments/registry.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useRenewals } from '../support/renewals.js';
import { failure, monthPrice, rub } from '../support/shop.js';
import { tools } from '../support/tools.js';
import { shopId, shopKey, useWorld } from '../support/world.js';

describe('a renewal by a saved method', () => {
  const database = useDatabase();
  const world = useWorld();
  const renewals = useRenewals(database);
  const { orders, payments, told } = renewals;
  let offered: Payments;
  let methodId: bigint;
  let externalId: string;

  beforeEach(async () => {
    offered = createPayments(
      {
        YOOKASSA_SHOP_ID: shopId,
        YOOKASSA_SECRET_KEY: shopKey,
        YOOKASSA_API_URL: `${world().url}/yookassa/v3`,
        YOOKASSA_RETURN_URL: 'https://t.me/shop_bot',
        YOOKASSA_AUTOPAYMENTS_ENABLED: 'true',
        YOOKASSA_ALLOWED_NETWORKS: 'any',
      },
      tools,
    );
    externalId = await saved();
    const method = { id: externalId, title: 'Mir •• 4242', kind: 'card' } as const;
    const { db } = database;
    await db.transaction((trx) => db.paymentMethods.save(trx, renewals.userId(), 'yookassa', method));
    ({ id: methodId } = (await db.paymentMethods.defaultOf(db.knex, renewals.userId()))!);
    await renewals.agree({ methodId });
    await renewals.review();
  });

  /** A card that somebody saved as they paid. */
  const saved = async (): Promise<string> => {
    const payer = { telegramId: null, email: null, language: 'ru' };
    const intent = { paymentId: '999', createdAt: new Date(), amount: rub(1_00n), description: 'x', payer };
    const call = { signal: new AbortController().signal, subject: 'test' };
    const yookassa = offered.offered.get('yookassa')!;
    const { externalId: id } = await yookassa.create!({ ...intent, save: true }, call);
    world().sandbox.yookassa.pay(id!);
    return (await yookassa.get!(id!, call))!.method!.id;
  };
  const charge = async (): Promise<void> => {
    const [order] = await orders();
    await perform(chargeRenewal, order!.id, { db: database.db, payments: offered });
  };
  /** Every charge that reached the provider, whatever came of it. */
  const charges = () =>
    world().sandbox.yookassa.payments.filter(({ metadata }) => metadata?.['payment_id'] !== '999');
  const control = (path: string, json: unknown) => world().control('POST', `/yookassa${path}`, json);
  const fault = (kind: string) => control('/faults', { match: 'POST /payments', kind, times: 1, ms: 1 });
  const letTurnRunOut = () => database.db.knex('payments').update({ turnUntil: new Date(Date.now() - 1) });
  const declines = (reason: string | null) =>
    control(`/payment_methods/${externalId}/declines`, reason ? { party: 'payment_network', reason } : {});
  const off = () =>
    database.db.transaction(async (trx) => {
      const agreed = await database.db.renewals.lockOf(trx, renewals.subscriptionId());
      await stopRenewing(database.db, trx, agreed!, 'user:1', 'tapped');
    });
  const states = async () => (await payments()).map(({ state }) => state);

  it('is charged once, gives the term and is told of, however often and by however many it is run', async () => {
    await Promise.all(Array.from({ length: 5 }, () => failure(charge())));
    await charge();
    expect(charges()).to.have.length(1);
    const [order] = await orders();
    expect(order).to.include({ state: 'paid', termNumber: 1 });
    expect(await told()).to.deep.equal([`renewed:${order!.id}`]);
    expect(await renewals.shop().sum('sales')).to.equal(monthPrice.minor);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('is not charged once its person said no, though it was ordered already', async () => {
    await off();
    await charge();
    expect(charges()).to.deep.equal([]);
    expect(await states()).to.deep.equal(['canceled']);
  });

  it('is not charged once its person paid by hand, though it was ordered already', async () => {
    const { shop, userId } = renewals;
    await shop().see(await shop().attempt(await shop().order(userId())));
    await charge();
    expect(charges()).to.deep.equal([]);
    expect(await states()).to.deep.equal(['canceled']);
  });

  it('is not charged by a method that was removed meanwhile, and asks for another', async () => {
    const { db } = database;
    await db.transaction((trx) => db.paymentMethods.remove(trx, methodId, renewals.userId()));
    await charge();
    expect(charges()).to.deep.equal([]);
    await renewals.review();
    expect(await told()).to.deep.equal([`renewaltrouble:${renewals.subscriptionId()}:source`]);
  });

  it('whose answer was lost is looked up, and not repeated', async () => {
    await fault('lost');
    expect(await failure(charge())).to.include({ code: 'upstream.failed' });
    expect(charges()).to.have.length(1);
    expect(await failure(charge())).to.include({ code: 'work.later' });
    await letTurnRunOut();
    await fault('lost'); // nothing is asked for again, so nobody meets this one
    await charge();
    expect(charges()).to.have.length(1);
    expect(await states()).to.deep.equal(['succeeded']);
  });

  it('whose answer was lost counts though its person said no meanwhile: it was made before', async () => {
    await fault('lost');
    await failure(charge());
    await off();
    await letTurnRunOut();
    await charge();
    expect(charges()).to.have.length(1);
    expect(await states()).to.deep.equal(['succeeded']);
  });

  it('is told why it was declined, tried again in its time, and paid then', async () => {
    await declines('insufficient_funds');
    await charge();
    const [first] = await payments();
    expect(first).to.include({ state: 'failed', decline: 'no_money' });
    expect(await told()).to.deep.equal([`renewalfailed:${first!.id}`]);
    await renewals.review();
    expect(await renewals.lookedAtIn()).to.equal(8);

    await renewals.reviewIn(8.1);
    expect(await states()).to.deep.equal(['failed', 'created']);
    expect(await orders()).to.have.length(1);
  });

  it('is not tried again by a card that has expired', async () => {
    await declines('card_expired');
    await charge();
    await renewals.reviewIn(30);
    expect(await states()).to.deep.equal(['failed']);
  });

  it('forgets a method that its provider charges no more, and fails', async () => {
    await world().control('DELETE', `/yookassa/payment_methods/${externalId}`);
    await charge();
    expect(await states()).to.deep.equal(['failed']);
    const { removedAt } = await database.db.paymentMethods.byId(database.db.knex, methodId);
    expect(removedAt).to.be.instanceOf(Date);
  });

  it('is not charged again after its money went back, and renews itself no more', async () => {
    await charge();
    const [payment] = await payments();
    const { db } = database;
    const [grant] = await db.grants.query().where({ sourceId: String(payment!.orderId) });
    await db.transaction((trx) => db.grants.withdraw(trx, grant!.id, null, 'test'));
    await renewals.review();
    expect((await renewals.agreement()).active).to.equal(false);
    expect((await told()).at(-1)).to.equal(`renewaltrouble:${renewals.subscriptionId()}:refunded`);
  });
});
