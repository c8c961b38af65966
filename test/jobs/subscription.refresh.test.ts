import { expect } from 'chai';
import refreshSubscription from '../../src/jobs/subscription.refresh.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useProvisioning } from '../support/provisioning.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('subscription.refresh', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, row, grant, provision, account, panel } = useProvisioning(database, world);

  const refresh = async (wish = '') => {
    const { id } = await row();
    await perform(refreshSubscription, `${id}${wish}`, { db: database.db, panels: world().panels });
  };

  beforeEach(async () => {
    await grant();
    await provision();
    await database.db.knex('outbox').delete();
  });

  it('copies what the panel says of usage and devices, and owes nothing for it', async () => {
    await panel('POST', `/users/${account().id}/usage`, { usedTrafficBytes: 12_345 });
    await panel('POST', `/users/${account().id}/devices`, { hwid: 'device-0001-abcd', platform: 'iOS' });
    await refresh();

    const { usageAt, ...rest } = await row();
    expect(rest).to.include({ trafficUsedBytes: 12_345n, devices: 1, revision: 1, appliedRevision: 1 });
    expect(usageAt!.getTime()).to.be.closeTo(Date.now(), 10_000);
    expect(await promisedKeys(database.db)).to.deep.equal([]);
    expect(await shop().told()).to.have.length(1);
  });

  it('shows the screen again to whoever asked for it, once', async () => {
    await refresh(':77');
    await refresh(':77');
    const { id } = await row();
    const reason = `usage:${id}:77`;
    expect((await shop().told()).slice(1)).to.deep.equal([reason]);
    const message = await database.db.knex('messages').where({ reason }).first();
    expect(message).to.include({
      screen: `subscription:${id}`,
      replaces: `subscription:${id}`,
      inPlace: true,
    });
  });

  it('unlinks nothing when the panel fails', async () => {
    const before = await row();
    await panel('POST', '/faults', { kind: 'down' });
    expect(await failure(refresh())).to.include({ code: 'upstream.failed' });
    expect(await row()).to.deep.equal(before);
  });

  it('unlinks nothing when the account is gone either, but owes it again', async () => {
    const before = await row();
    world().sandbox.remnawave.users.remove(account());
    await refresh();
    expect(await row()).to.deep.equal(before);
    expect(await promisedKeys(database.db)).to.deep.equal([`subscription.provision:${before.id}`]);
  });

  it('does nothing for a subscription that has no account yet', async () => {
    await database.db.knex('subscriptions').update({ panelAccount: null });
    await refresh();
    expect((await row()).usageAt).to.equal(null);
  });
});
