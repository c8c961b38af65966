import { expect } from 'chai';
import removeDevice from '../../src/jobs/device.remove.js';
import refreshSubscription from '../../src/jobs/subscription.refresh.js';
import { UpstreamRejected } from '../../src/domain/errors.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useProvisioning } from '../support/provisioning.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

const hwid = 'device-0001-abcd';

describe('device.remove', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, row, grant, provision, account, panel, changes } = useProvisioning(database, world);

  let wished: bigint;
  const devices = () => database.db.devices.query().orderBy('id');
  const device = () => devices().findById(String(wished));
  const refresh = async () =>
    perform(refreshSubscription, (await row()).id, { db: database.db, panels: world().panels });
  const remove = (id = wished) => perform(removeDevice, id, { db: database.db, panels: world().panels });
  const atPanel = () =>
    world()
      .sandbox.remnawave.snapshot()
      .devices.map((one) => one.hwid);
  const removals = async () => (await changes()).filter((call) => call.endsWith('/hwid/devices/delete'));
  const told = async () => (await shop().told()).filter((reason) => reason.startsWith('device:'));

  beforeEach(async () => {
    await grant();
    await provision();
    for (const one of [hwid, 'device-0002-abcd']) {
      await panel('POST', `/users/${account().id}/devices`, { hwid: one });
    }
    await refresh();
    wished = (await devices().findOne({ hwid }).throwIfNotFound()).id;
    await database.db.transaction((trx) => database.db.devices.wish(trx, wished, true));
  });

  it('takes one device off the panel, counts the rest and shows the list', async () => {
    await remove();
    expect(atPanel()).to.deep.equal(['device-0002-abcd']);
    expect(await row()).to.include({ devices: 1, turn: null });
    expect(await told()).to.have.lengthOf(1);
    const message = await database.db.knex('messages').orderBy('id', 'desc').first();
    expect(message).to.include({ screen: `devices:${(await row()).id}`, inPlace: true });
  });

  it('asks the panel once and tells once, however often it runs', async () => {
    await remove();
    await remove();
    expect(await removals()).to.have.lengthOf(1);
    expect(await told()).to.have.lengthOf(1);
  });

  it('takes a device that is gone already, or whose account is, for removed', async () => {
    world().sandbox.remnawave.users.remove(account());
    await remove();
    expect((await device())?.removedAt).to.be.instanceOf(Date);
  });

  it('is not undone by a list that was read before, and comes back when the panel has it anew', async () => {
    const readAt = await database.db.devices.clock();
    await remove();
    const old = { id: hwid, model: null, platform: null, osVersion: null, addedAt: readAt, seenAt: readAt };
    const { id } = await row();
    await database.db.transaction((trx) => database.db.devices.keep(trx, id, [old], readAt));
    expect(await database.db.devices.of(database.db.knex, id)).to.deep.equal([]);

    await panel('POST', `/users/${account().id}/devices`, { hwid });
    await refresh();
    const listed = await database.db.devices.of(database.db.knex, id);
    expect(listed.map((one) => one.hwid)).to.have.members([hwid, 'device-0002-abcd']);
    expect(listed.every(({ removingAt }) => removingAt === null)).to.equal(true);
  });

  it('waits while it is another’s turn, and asks nothing', async () => {
    await database.db.knex('subscriptions').update({
      turn: '00000000-0000-4000-8000-000000000001',
      turnUntil: new Date(Date.now() + 60_000),
    });
    expect(await failure(remove())).to.include({ code: 'work.later' });
    expect(await removals()).to.deep.equal([]);
  });

  it('is tried again after an answer that got lost, once its turn has ended', async () => {
    await panel('POST', '/faults', { match: 'POST /api/hwid', kind: 'lost', times: 1 });
    expect(await failure(remove())).to.include({ code: 'upstream.failed' });
    expect((await device())?.removedAt).to.equal(null);
    expect(await failure(remove())).to.include({ code: 'work.later' });
    await database.db.knex('subscriptions').update({ turnUntil: new Date(Date.now() - 1) });
    await remove();
    expect(await row()).to.include({ devices: 1, turn: null });
  });

  it('leaves everything as it is while the panel is down or silent', async () => {
    for (const kind of ['down', '500', 'reset']) {
      await panel('POST', '/faults', { kind, times: 1, match: 'POST /api/hwid' });
      expect(await failure(remove()), kind).to.include({ code: 'upstream.failed' });
      await database.db.knex('subscriptions').update({ turnUntil: new Date(Date.now() - 1) });
    }
    expect(atPanel()).to.have.lengthOf(2);
    expect((await device())?.removingAt).to.be.instanceOf(Date);
  });

  it('lets its person wish again when the panel refuses for good', async () => {
    await panel('PUT', '/tokens', { token: 'panel-token-of-the-tests', grant: 'read' });
    expect(await failure(remove())).to.be.instanceOf(UpstreamRejected);
    expect((await device())?.removingAt).to.equal(null);
    expect(await row()).to.include({ turn: null });
  });

  it('is nothing for a device that nobody knows', async () => {
    await remove(77n);
    expect(await removals()).to.deep.equal([]);
  });
});
