import { expect } from 'chai';
import type { Later } from '../../src/domain/errors.js';
import { dayMs } from '../../src/domain/term.js';
import refoldSubscription from '../../src/jobs/subscription.refold.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useProvisioning } from '../support/provisioning.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('subscription.refold', () => {
  const database = useDatabase();
  const { row, grant, provision, letPass, account } = useProvisioning(database, useWorld());
  let id: bigint;

  const refold = (now = () => new Date()) => perform(refoldSubscription, id, { db: database.db, now });
  const letPassUntil = (at: Date | null) => letPass(at!.getTime() - Date.now());

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

    await letPassUntil(nextChangeAt);
    await refold();
    const { paidUntil: end, ...rest } = await row();
    expect(rest).to.deep.include({ revision: 4, appliedRevision: 3, nextChangeAt: end });
    const promises = await database.db.knex('outbox').orderBy('id').select('key', 'dueAt');
    expect(promises.map(({ key }: { key: string }) => key)).to.deep.equal([
      `subscription.provision:${id}`,
      `subscription.refold:${id}`,
    ]);
    expect(promises[1].dueAt).to.deep.equal(end);

    await provision();
    expect(account().hwidDeviceLimit).to.equal(5);
  });

  it('owes the end of the term once, and nothing after it', async () => {
    await letPassUntil((await row()).nextChangeAt);
    await refold();
    await letPassUntil((await row()).paidUntil);
    await refold();
    await refold();
    expect(await row()).to.include({ revision: 5, nextChangeAt: null });
    expect((await promisedKeys(database.db)).filter((key) => /provision/.test(key))).to.have.length(2);
  });

  it('does nothing when the moment was put off by another purchase', async () => {
    const { nextChangeAt } = await row();
    await letPassUntil(nextChangeAt);
    await database.db.knex('subscriptions').update({ nextChangeAt: new Date(Date.now() + 300 * dayMs) });
    await refold();
    expect(await promisedKeys(database.db)).to.deep.equal([]);
    expect(await row()).to.include({ revision: 3 });
  });

  it('is done by a worker whose clock is minutes behind or ahead, as is what the panel is told then', async () => {
    const behind = () => new Date(Date.now() - 300_000);
    await letPassUntil((await row()).nextChangeAt);
    await refold(behind);
    expect(await row()).to.include({ revision: 4 });
    await provision({ now: behind });
    expect(account().hwidDeviceLimit).to.equal(5);

    const { paidUntil } = await row();
    await letPassUntil(new Date(paidUntil!.getTime() - 200_000));
    const ahead = () => new Date(Date.now() + 300_000);
    await provision({ now: ahead });
    expect(account().status).to.equal('ACTIVE');
  });

  it('waits where the clock of the database was put back, and is not lost', async () => {
    await letPassUntil(new Date((await row()).nextChangeAt!.getTime() - 30_000));
    const error = await failure(refold());
    expect(error).to.include({ code: 'work.later' });
    expect((error as Later).retry)
      .to.have.property('afterMs')
      .within(20_000, 30_000);
    expect(await row()).to.include({ revision: 3 });
  });
});
