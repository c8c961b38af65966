import { expect } from 'chai';
import { pino } from 'pino';
import type { Payment } from '../../src/db/models/payment.js';
import { resolvePayment, type Resolution } from '../../src/effects/resolve-payment.js';
import { endPayment } from '../../src/effects/settle-payment.js';
import matchBooks from '../../src/jobs/books.match.js';
import openPayment from '../../src/jobs/payment.open.js';
import { useDatabase } from '../support/database.js';
import { deliver } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { there } from '../support/providers.js';
import { useRefunds } from '../support/refunds.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('a payment that was canceled', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, scope, userId, end, soundBooks } = useRefunds(database, world);
  let told: string[] = [];
  beforeEach(() => {
    told = [];
  });

  const log = pino({ level: 'error' }, { write: (line: string) => void told.push(line) });
  const resolve = (payment: Pick<Payment, 'id'>, to: Resolution['to']) =>
    database.db.transaction((trx) => {
      const which = { paymentId: payment.id, to, actor: 'cli:anna', reason: 'looked at the cabinet' };
      return resolvePayment(database.db, trx, which, new Date());
    });
  const open = async (provider: string): Promise<Payment> => {
    const order = await shop().order(userId());
    const { id } = await shop().attempt(order, provider);
    await perform(openPayment, id, scope());
    return database.db.payments.byId(database.db.knex, id);
  };
  const prove = async (provider: string, day: string) => {
    const later = { ...scope(), log, now: () => new Date(Date.now() + 3_600_000) };
    for (const again of ['', ':again']) await perform(matchBooks, `${provider}:${day}${again}`, later);
  };
  const breaks = async () =>
    (await database.db.breaks.list()).map(({ kind, state, ours, theirs }) => [kind, state, ours, theirs]);
  /** Paid with less than was asked, and given up by a person. */
  const decided = async (provider: string): Promise<Payment> => {
    const payment = await open(provider);
    const at = there(provider, world());
    await at.change(payment.externalId!, 150_00);
    await at.pay(payment.externalId!);
    await prove(provider, '2026-11-25');
    expect([await shop().stateOf(payment), await breaks()]).to.deep.equal(['review', []]);
    await resolve(payment, 'canceled');
    told = [];
    return payment;
  };

  for (const provider of ['yookassa', 'heleket']) {
    it(`by a person in review stays so at ${provider}, and its difference is told until somebody explains it`, async () => {
      const payment = await decided(provider);
      const missing = (state: string) => [['missing', state, 'canceled 199.00 RUB', 'succeeded 150.00 RUB']];
      await prove(provider, '2026-11-26');
      expect([await shop().stateOf(payment), await breaks()]).to.deep.equal(['canceled', missing('open')]);
      expect(told).to.have.length(1);

      const [{ id } = {}] = await database.db.breaks.list();
      await database.db.transaction((trx) => database.db.breaks.explain(trx, id!, 'cli:anna', 'known'));
      for (const day of ['2026-11-27', '2026-11-28']) await prove(provider, day);
      expect([await shop().stateOf(payment), await breaks()]).to.deep.equal([
        'canceled',
        missing('explained'),
      ]);
      expect(told).to.have.length(1);
      expect(await shop().sum('sales')).to.equal(0n);
      await soundBooks();
    });
  }

  it('by a person in review is not credited by a late notice, though all that was asked came by then', async () => {
    const payment = await decided('yookassa');
    await there('yookassa', world()).change(payment.externalId!, 199_00);
    await deliver(scope(), 'payment.succeeded', { id: payment.externalId });
    await shop().see(payment, 'succeeded', { externalId: payment.externalId! });

    expect(await shop().stateOf(payment)).to.equal('canceled');
    expect([await shop().sum('provider:yookassa'), await shop().sum('sales')]).to.deep.equal([0n, 0n]);
  });

  it('by a person in review can still be settled by one, once, which ends the difference', async () => {
    const payment = await decided('yookassa');
    await there('yookassa', world()).change(payment.externalId!, 199_00);
    await prove('yookassa', '2026-11-26');
    expect(await breaks()).to.have.length(1);
    expect(await failure(resolve(payment, 'canceled'))).to.include({ code: 'payment.not_in_review' });

    await resolve(payment, 'succeeded');
    expect(await failure(resolve(payment, 'succeeded'))).to.include({ code: 'payment.not_in_review' });
    await prove('yookassa', '2026-11-27');

    expect([await shop().stateOf(payment), await breaks()]).to.deep.equal(['succeeded', []]);
    expect(await shop().sum('sales')).to.equal(199_00n);
    await soundBooks();
  });

  it('by its person is credited when its money comes all the same', async () => {
    const payment = await open('yookassa');
    const why = { source: 'test', reason: 'another way was chosen' };
    await database.db.transaction((trx) => endPayment(database.db, trx, payment.id, 'canceled', why));
    expect(await failure(resolve(payment, 'succeeded'))).to.include({ code: 'payment.not_in_review' });
    await there('yookassa', world()).pay(payment.externalId!);
    await prove('yookassa', '2026-11-25');

    expect(await shop().stateOf(payment)).to.equal('succeeded');
    expect(await end()).to.be.greaterThan(Date.now());
    expect([await breaks(), await shop().sum('sales')]).to.deep.equal([[], 199_00n]);
  });
});
