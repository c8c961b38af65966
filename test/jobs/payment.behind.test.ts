import { expect } from 'chai';
import openPayment from '../../src/jobs/payment.open.js';
import checkPayment from '../../src/jobs/payment.check.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import type { Till } from '../../src/sandbox/till/till.js';
import { useDatabase } from '../support/database.js';
import { becameOf } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { useRefunds } from '../support/refunds.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('what a provider tells before its own books say so', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, scope, userId, rows, soundBooks } = useRefunds(database, world);
  const tillOf = (id: string) => (world().sandbox.others.get(id) as unknown as { readonly till: Till }).till;
  const open = async (id: string) => {
    const payment = await shop().attempt(await shop().order(userId()), id);
    await perform(openPayment, payment.id, scope());
    const { externalId } = await database.db.payments.byId(database.db.knex, payment.id);
    return { id: payment.id, externalId: externalId! };
  };
  const tell = async (provider: string, told: object): Promise<string> => {
    const body = Buffer.from(JSON.stringify(told));
    await database.db.inbox.receive({ provider, eventId: 'told', body }, reconcilePayment, 'test');
    const row = await database.db.knex('inbox_events').first<{ id: bigint }>('id');
    return String(row.id);
  };
  const paid = (uuid: string) => ({ type: 'payment', uuid, order_id: '1', status: 'paid' });
  const waits = async (event: string) => {
    expect(await failure(perform(reconcilePayment, event, scope()))).to.include({ code: 'work.later' });
    expect(await becameOf(database.db, event)).to.include({ state: 'new' });
  };
  const expired = async () => {
    const payment = await open('heleket');
    tillOf('heleket').end(payment.externalId, 'expired');
    await perform(checkPayment, payment.id, scope());
    expect(await shop().stateOf(payment)).to.equal('expired');
    return payment;
  };

  it('waits for them: money that came late for what had expired', async () => {
    const payment = await expired();
    const till = tillOf('heleket');
    const catchUp = till.lag(payment.externalId, () => till.pay(payment.externalId));
    const event = await tell('heleket', paid(payment.externalId));
    await waits(event);
    catchUp();
    await perform(reconcilePayment, event, scope());
    expect(await becameOf(database.db, event)).to.include({ state: 'applied' });
    expect(await shop().stateOf(payment)).to.equal('succeeded');
    await soundBooks();
  });

  it('is ignored after five minutes, and looked at again once it is told again', async () => {
    const payment = await expired();
    const event = await tell('heleket', paid(payment.externalId));
    const now = () => new Date(Date.now() + 301_000);
    await perform(reconcilePayment, event, { ...scope(), now });
    const unsaid = { state: 'ignored', reason: 'the provider does not say so yet' };
    expect(await becameOf(database.db, event)).to.deep.equal(unsaid);

    tillOf('heleket').pay(payment.externalId);
    expect(await tell('heleket', paid(payment.externalId))).to.equal(event);
    await perform(reconcilePayment, event, scope());
    expect(await becameOf(database.db, event)).to.include({ state: 'applied' });
    expect(await shop().stateOf(payment)).to.equal('succeeded');
  });

  for (const [provider, told] of [
    ['heleket', (uuid: string) => ({ ...paid(uuid), status: 'refund_paid' })],
    ['platega', (id: string) => ({ id, status: 'CHARGEBACKED' })],
  ] as const) {
    it(`waits for them: money that went back at ${provider}`, async () => {
      const payment = await open(provider);
      const till = tillOf(provider);
      till.pay(payment.externalId);
      await perform(checkPayment, payment.id, scope());
      const { minor } = till.find(payment.externalId);
      const catchUp = till.lag(payment.externalId, () => till.refund(payment.externalId, minor));
      const event = await tell(provider, told(payment.externalId));
      await waits(event);
      catchUp();
      await perform(reconcilePayment, event, scope());
      expect(await becameOf(database.db, event)).to.include({ state: 'applied' });
      expect([await shop().stateOf(payment), (await rows()).length]).to.deep.equal(['refunded', 1]);
      await soundBooks();
    });
  }
});
