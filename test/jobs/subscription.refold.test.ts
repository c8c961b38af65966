import { expect } from 'chai';
import { dayMs } from '../../src/domain/term.js';
import refoldSubscription from '../../src/jobs/subscription.refold.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useProvisioning } from '../support/provisioning.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('subscription.refold', () => {
  const database = useDatabase();
  const { row, grant, provision, account } = useProvisioning(database, useWorld());
  let id: bigint;

  const refoldAt = (at: Date | null) => perform(refoldSubscription, id, { db: database.db, now: () => at! });

  beforeEach(async () => {
    await grant({ months: 0, days: 10 });
    await grant({ source: 'admin', sourceId: '2', months: 0, extraDevices: 2 });
    await grant({ sourceId: '3', months: 0, days: 20 });
    await provision();
    ({ id } = await row());
    await database.db.knex('outbox').delete();
  });

  it('owes the panel another state when extras end, and names the moment when the term does', async () => {
    const { nextChangeAt, paidUntil } = await row();
    expect(account().hwidDeviceLimit).to.equal(7);
    expect(nextChangeAt!.getTime()).to.equal(paidUntil!.getTime() - 20 * dayMs);

    await refoldAt(nextChangeAt);
    expect(await row()).to.deep.include({ revision: 4, appliedRevision: 3, nextChangeAt: paidUntil });
    const promises = await database.db.knex('outbox').orderBy('id').select('key', 'dueAt');
    expect(promises.map(({ key }: { key: string }) => key)).to.deep.equal([
      `subscription.provision:${id}`,
      `subscription.refold:${id}`,
    ]);
    expect(promises[1].dueAt).to.deep.equal(paidUntil);

    await provision({ now: () => nextChangeAt! });
    expect(account().hwidDeviceLimit).to.equal(5);
  });

  it('owes the end of the term once, and nothing after it', async () => {
    const { nextChangeAt, paidUntil } = await row();
    await refoldAt(nextChangeAt);
    await refoldAt(paidUntil);
    await refoldAt(paidUntil);
    expect(await row()).to.include({ revision: 5, nextChangeAt: null });
    expect((await promisedKeys(database.db)).filter((key) => /provision/.test(key))).to.have.length(2);
  });

  it('does nothing when the moment was put off by another purchase', async () => {
    const { paidUntil } = await row();
    await grant({ sourceId: '4', months: 12 });
    await database.db.knex('outbox').delete();
    await database.db
      .knex('subscriptions')
      .update({ nextChangeAt: new Date(paidUntil!.getTime() + 300 * dayMs) });
    await refoldAt(paidUntil);
    expect(await promisedKeys(database.db)).to.deep.equal([]);
    expect(await row()).to.include({ revision: 4 });
  });

  it('waits where its clock is behind that of the database, and is not lost', async () => {
    const { nextChangeAt } = await row();
    const early = new Date(nextChangeAt!.getTime() - 250);
    expect(await failure(refoldAt(early))).to.deep.include({ code: 'work.later', retry: { afterMs: 250 } });
    expect(await row()).to.include({ revision: 3 });
  });
});
