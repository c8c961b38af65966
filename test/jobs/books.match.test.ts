import { expect } from 'chai';
import { pino } from 'pino';
import { money, type Money } from '../../src/domain/money.js';
import type { Payment } from '../../src/db/models/payment.js';
import matchBooks from '../../src/jobs/books.match.js';
import openPayment from '../../src/jobs/payment.open.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { askable, emulated, there } from '../support/providers.js';
import { failure, openShop, type TestShop } from '../support/shop.js';
import { useWorld } from '../support/world.js';
import { today } from '../support/day.js';

/** No webhook reaches anybody in this world, so whatever happens there is lost on us. */
describe('books.match, the daily proof of the books', () => {
  const database = useDatabase();
  const world = useWorld();
  let shop: TestShop;
  let userId: bigint;
  let told: string[] = [];
  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
    told = [];
  });

  const log = pino({ level: 'error' }, { write: (line: string) => void told.push(line) });
  const inAnHour = () => new Date(Date.now() + 3_600_000);
  const scope = () => ({ db: database.db, payments: world().payments, now: inAnHour, log });
  const look = (id: string, again = '') => perform(matchBooks, `${id}:${today()}${again}`, scope());
  /** As the day has it: a look, and another one at what still differed. */
  const prove = async (id: string) => {
    await look(id);
    await look(id, ':again');
  };
  const breaks = () => database.db.breaks.list();
  const kinds = async () => (await breaks()).map(({ kind, state }) => `${kind} ${state}`);

  const priceAt = (id: string): Money => {
    const { limits } = world().payments.known.get(id)!;
    return money(199_00n, limits.RUB ? 'RUB' : 'USD');
  };
  /** Opened at the real emulator of its provider. */
  const open = async (id: string): Promise<Payment> => {
    const { id: planVersionId } = await shop.offer(1);
    const order = await database.db.transaction((trx) =>
      database.db.orders.findOrOpen(trx, {
        userId,
        subscriptionId: null,
        kind: 'buy',
        planVersionId,
        price: priceAt(id),
      }),
    );
    const { id: payment } = await shop.attempt(order, id);
    await perform(openPayment, payment, { db: database.db, payments: world().payments });
    return database.db.payments.query().findById(payment).throwIfNotFound();
  };
  const at = (id: string) => there(id, world());
  const see = (payment: Payment) => shop.see(payment, 'succeeded', { externalId: payment.externalId! });
  const bought = async (id: string): Promise<Payment> => {
    const payment = await open(id);
    await at(id).pay(payment.externalId!);
    await see(payment);
    return payment;
  };
  const soundBooks = async () => expect(await database.db.ledger.audit()).to.deep.equal([]);

  for (const id of askable) {
    describe(`at ${id}`, () => {
      it('finds nothing where both agree, and says when it looked', async () => {
        await bought(id);
        await prove(id);
        expect([await breaks(), told]).to.deep.equal([[], []]);
        expect((await database.db.breaks.standing()).provenAt).to.have.property(id);
      });

      it('settles a payment that was lost on us, once, and makes no break of it', async () => {
        const payment = await open(id);
        await payment.$query(database.db.knex).patch({ state: 'expired' });
        await at(id).pay(payment.externalId!);
        await look(id);
        expect(await shop.stateOf(payment)).to.equal('succeeded');
        await prove(id);
        expect(await breaks()).to.deep.equal([]);
        expect(await database.db.knex('grants').where({ source: 'order' })).to.have.length(1);
        await soundBooks();
      });

      it('finds what we believe was paid and they do not, as one row, with both sides, until it is gone', async () => {
        const payment = await open(id);
        await see(payment);
        await look(id);
        expect(await breaks(), 'nobody is told at the first look').to.deep.equal([]);
        expect(await promisedKeys(database.db)).to.include(`books.match:${id}:${today()}:again`);
        await look(id, ':again');
        await prove(id);

        const [found, ...rest] = await breaks();
        expect(rest).to.deep.equal([]);
        expect(found).to.deep.include({ kind: 'unpaid', state: 'open', provider: id, paymentId: payment.id });
        const sum = `199.00 ${priceAt(id).currency}`;
        expect(found).to.include({ ours: `succeeded ${sum}`, theirs: `pending ${sum}` });
        expect(JSON.parse(told[0]!)).to.include({ ours: found!.ours, theirs: found!.theirs, provider: id });

        await at(id).pay(payment.externalId!);
        await look(id);
        expect(await breaks()).to.deep.equal([]);
      });

      it('finds amounts that differ', async () => {
        const payment = await bought(id);
        await at(id).change(payment.externalId!, 99_00);
        await prove(id);
        expect(await kinds()).to.deep.equal(['amount open']);
        expect((await breaks())[0]!.theirs).to.equal(`succeeded 99.00 ${priceAt(id).currency}`);
      });

      if (emulated.get(id)?.getRefund) {
        it('books a refund that was made in the cabinet, once', async () => {
          const payment = await bought(id);
          await at(id).refund(payment.externalId!);
          await prove(id);
          await prove(id);
          expect(await shop.stateOf(payment)).to.equal('refunded');
          expect(await database.db.refunds.query()).to.have.length(1);
          expect(await breaks()).to.deep.equal([]);
          expect(await shop.sum('sales')).to.equal(0n);
          await soundBooks();
        });
      }
    });
  }

  it('finds a refund of ours of which its provider knows nothing', async () => {
    const payment = await bought('yookassa');
    await database.db.refunds.query().insert({
      paymentId: payment.id,
      externalId: '00000000-0000-4000-8000-000000000000',
      amountMinor: 50_00n,
      currency: 'RUB',
      state: 'succeeded',
      actor: 'cli',
      reason: 'test',
    });
    await prove('yookassa');
    expect((await breaks()).map(({ kind, ours, theirs }) => [kind, ours, theirs])).to.deep.equal([
      ['refund', 'succeeded 50.00 RUB', 'nothing'],
    ]);
  });

  it('finds what was paid there for nothing of ours', async () => {
    const payment = await open('yookassa');
    await at('yookassa').pay(payment.externalId!);
    await payment.$query(database.db.knex).patch({ externalId: 'another' });
    await prove('yookassa');
    expect((await breaks()).map(({ kind, ours, paymentId }) => [kind, ours, paymentId])).to.deep.equal([
      ['missing', 'nothing', payment.id],
    ]);
  });

  it('says no more of what a person explained, until a side says something else', async () => {
    const payment = await bought('cryptopay');
    await at('cryptopay').change(payment.externalId!, 99_00);
    await prove('cryptopay');
    const { id } = (await breaks())[0]!;
    const explain = () =>
      database.db.transaction((trx) => database.db.breaks.explain(trx, id, 'cli', 'known'));
    expect([await explain(), await explain()]).to.deep.equal([true, false]);

    told = [];
    await prove('cryptopay');
    expect([await kinds(), told]).to.deep.equal([['amount explained'], []]);
    expect((await database.db.breaks.standing()).open).to.deep.equal({});

    await at('cryptopay').change(payment.externalId!, 98_00);
    await prove('cryptopay');
    expect(await kinds()).to.deep.equal(['amount open']);
    expect(told).to.have.length(1);
  });

  it('stops at a provider that is down, so that it is tried again, and closes nothing meanwhile', async () => {
    await see(await open('heleket'));
    await prove('heleket');
    await world().control('POST', '/heleket/faults', { match: 'POST /payment/list', kind: '500', times: 1 });
    expect(await failure(look('heleket'))).to.be.instanceOf(Error);
    expect(await kinds()).to.deep.equal(['unpaid open']);
  });

  it('looks back as far as what is still open', async () => {
    await see(await open('yookassa'));
    await prove('yookassa');
    await database.db.knex('payments').update({ createdAt: new Date(Date.now() - 3 * 86_400_000) });
    await database.db.knex('breaks').update({ foundAt: new Date(Date.now() - 2 * 86_400_000) });
    await prove('yookassa');
    expect(await kinds()).to.deep.equal(['unpaid open']);
  });
});
