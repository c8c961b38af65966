import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { money } from '../../src/domain/money.js';
import checkPayment from '../../src/jobs/payment.check.js';
import openPayment from '../../src/jobs/payment.open.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { there } from '../support/providers.js';
import { useRefunds } from '../support/refunds.js';
import { rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';

const hourMs = 3_600_000;

describe('a dispute of what was paid', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, scope, purchase, back, userId, soundBooks } = useRefunds(database, world);
  /** The provider says whether it is disputed; perhaps late. */
  const see = async (payment: Payment, disputed: boolean): Promise<string> => {
    const { externalId } = await database.db.payments.byId(database.db.knex, payment.id);
    await shop().see(payment, 'succeeded', { externalId: externalId!, disputed });
    return shop().stateOf(payment);
  };
  const part = { amount: rub(50_00n) };

  it('that is won leaves what was paid as it was', async () => {
    const payment = await purchase();
    expect(await see(payment, true)).to.equal('disputed');
    expect(await see(payment, false)).to.equal('succeeded');
    await soundBooks();
  });

  it('that is won leaves a part that went back during it, or before it, as it went', async () => {
    for (const isBefore of [false, true]) {
      const payment = await purchase();
      if (isBefore) await back(payment, part);
      expect(await see(payment, true)).to.equal('disputed');
      if (!isBefore) await back(payment, part);
      expect(await see(payment, false)).to.equal('refunded_in_part');
      expect(await shop().told()).to.not.include(`payment:${payment.id}:refunded_in_part`);
    }
    await soundBooks();
  });

  it('is over an hour later at the latest, where an older answer was settled after the last', async () => {
    const payment = await shop().attempt(await shop().topup(userId(), money(5_00n, 'USD')), 'stripe');
    await perform(openPayment, payment.id, scope());
    const { externalId } = await database.db.payments.byId(database.db.knex, payment.id);
    await there('stripe', world()).pay(externalId!);
    await perform(checkPayment, payment.id, scope());
    await world().control('POST', `/stripe/payments/${externalId}/dispute`, { status: 'won' });
    await database.db.knex('outbox').delete();

    await shop().see(payment, 'succeeded', { externalId: externalId!, disputed: true });
    expect(await shop().stateOf(payment)).to.equal('disputed');
    const [look, ...more] = await database.db.knex('outbox').select('key', 'dueAt');
    expect([look.key, more]).to.deep.equal([`payment.check:${payment.id}`, []]);
    expect((look.dueAt.getTime() - Date.now()) / hourMs).to.be.within(0.9, 1);

    await perform(checkPayment, payment.id, scope());
    expect(await shop().stateOf(payment)).to.equal('succeeded');
  });
});
