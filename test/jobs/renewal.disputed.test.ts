import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { useCharging } from '../support/charging.js';
import { useDatabase } from '../support/database.js';

const hourMs = 3_600_000;

describe('a renewal by a saved method whose last charge is disputed', () => {
  const database = useDatabase();
  const charging = useCharging(database);
  const { renewals, charge, charges, states } = charging;
  const { payments, told, reviewIn } = renewals;
  const trouble = () => `renewaltrouble:${renewals.subscriptionId()}:disputed`;
  let first: Payment;
  /** What the payer's bank says, as the provider tells it. */
  const dispute = async (disputed: boolean): Promise<void> => {
    const { externalId } = await database.db.payments.byId(database.db.knex, first.id);
    await renewals.shop().see(first, 'succeeded', { externalId: externalId!, disputed });
  };
  /** A day before the end: its charge is due. */
  const onItsDay = async (): Promise<number> =>
    ((await renewals.subscription()).paidUntil!.getTime() - Date.now()) / hourMs - 12;

  beforeEach(async () => {
    await charge();
    [first] = (await payments()) as [Payment];
    await renewals.agree({ methodId: charging.methodId() }); // long ago, and told of the next charge in time
    await dispute(true);
  });

  it('is not charged again: its person is told once', async () => {
    await reviewIn(await onItsDay());
    await reviewIn((await onItsDay()) + 1);
    expect(await states()).to.deep.equal(['disputed']);
    expect((await told()).filter((screen) => screen === trouble())).to.have.length(1);
    expect((await renewals.subscription()).paidUntil! > new Date()).to.equal(true);
  });

  it('goes on once the dispute is won', async () => {
    await reviewIn(await onItsDay());
    await dispute(false);
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['succeeded', 'created']);
  });

  it('goes on where its person agrees anew', async () => {
    await renewals.agree({ methodId: charging.methodId(), hoursAgo: 0 });
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['disputed', 'created']);
  });

  it('is not charged where the dispute begins after the next charge was ordered', async () => {
    await dispute(false);
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['succeeded', 'created']);
    await dispute(true);
    const [order] = (await renewals.orders()).slice(-1);
    expect(order).to.include({ termNumber: 2 });
    await charge(new Date(Date.now() + (await onItsDay()) * hourMs), order!.id);
    expect(charges()).to.have.length(1);
    expect(await states()).to.deep.equal(['disputed', 'canceled']);
  });

  it('ends where nobody decides', async () => {
    await reviewIn((await onItsDay()) + 12 + 73);
    expect(await renewals.agreement()).to.include({ active: false });
  });
});
