import { expect } from 'chai';
import { useCharging } from '../support/charging.js';
import { useDatabase } from '../support/database.js';

describe('a renewal by a saved method, ordered already,', () => {
  const database = useDatabase();
  const charging = useCharging(database);
  const { renewals, charge, charges, off, states } = charging;
  const { told } = renewals;

  it('is not charged for an order that was given up, though its person agreed again', async () => {
    await off();
    await renewals.agree({ methodId: charging.methodId() });
    await charge();
    expect(charges()).to.deep.equal([]);
    expect(await states()).to.deep.equal(['canceled']);
  });

  it('is not charged where nothing is agreed any more', async () => {
    await database.db.renewals.query().patch({ active: false } as object);
    await charge();
    expect(charges()).to.deep.equal([]);
    expect(await states()).to.deep.equal(['canceled']);
  });

  it('is not charged once its person paid by hand', async () => {
    const { shop, userId } = renewals;
    await shop().see(await shop().attempt(await shop().order(userId())));
    await charge();
    expect(charges()).to.deep.equal([]);
    expect(await states()).to.deep.equal(['canceled']);
  });

  it('is not charged by one method once another was agreed to', async () => {
    await renewals.agree({ methodId: await renewals.card('pm-2', { title: 'Visa •• 1111' }) });
    await charge();
    expect(charges()).to.deep.equal([]);
    expect(await states()).to.deep.equal(['canceled']);
  });

  it('is not charged at a price that fell since it was ordered: it is ordered anew at the lower one', async () => {
    await renewals.shop().reprice(99_00n);
    await charge();
    expect(charges()).to.deep.equal([]);
    await renewals.review();
    await charge();
    expect(charges().map(({ amount }) => amount.value)).to.deep.equal(['99.00']);
    expect(await states()).to.deep.equal(['canceled', 'succeeded']);
  });

  it('is not charged by a method that was removed meanwhile, and asks for another', async () => {
    const { db } = database;
    await db.transaction((trx) => db.paymentMethods.remove(trx, charging.methodId(), renewals.userId()));
    await charge();
    expect(charges()).to.deep.equal([]);
    await renewals.review();
    expect(await told()).to.deep.equal([`renewaltrouble:${renewals.subscriptionId()}:source`]);
  });
});
