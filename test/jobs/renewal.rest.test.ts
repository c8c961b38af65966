import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { orderAddon } from '../support/addons.js';
import { useDatabase } from '../support/database.js';
import { useRenewals } from '../support/renewals.js';

describe('an add-on bought while a declined renewal waits to be tried again', () => {
  const database = useDatabase();
  const renewals = useRenewals(database);
  const { payments, told, lookedAtIn, subscription } = renewals;
  const shop = () => renewals.shop();
  const putOff = () => `renewaltrouble:${renewals.subscriptionId()}:rest`;
  const states = async () => (await payments()).map(({ state }) => state);
  let end: Date | null;

  beforeEach(async () => {
    await renewals.agree({ methodId: await renewals.card() });
    await renewals.review();
    const [declined] = (await payments()) as [Payment];
    await shop().see(declined, 'failed', { decline: 'no_money' });
    await renewals.review();
    expect(await lookedAtIn()).to.equal(8);

    ({ paidUntil: end } = await subscription());
    const order = await orderAddon(database.db, renewals.userId(), renewals.subscriptionId());
    await shop().see(await shop().attempt(order));
  });

  it('is given at once, and has the renewal looked at at once', async () => {
    expect(await subscription()).to.deep.include({ paidUntil: end });
    expect((await database.db.grants.query()).at(-1)).to.include({ extraDevices: 2 });
    expect(await lookedAtIn()).to.be.below(1);
  });

  it('lets it rest a day and not more: its person hears once that the term ends before, and then it is charged', async () => {
    await renewals.review();
    await renewals.reviewIn(8.1);
    expect(await states()).to.deep.equal(['failed']);
    expect((await told()).filter((screen) => screen === putOff())).to.have.length(1);
    expect(await lookedAtIn()).to.equal(24);

    await renewals.reviewIn(24.1);
    expect(await states()).to.deep.equal(['failed', 'created']);
    const charge = (await payments()).at(-1)!;
    await shop().see(charge);
    expect((await subscription()).paidUntil! > end!).to.equal(true);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });
});
