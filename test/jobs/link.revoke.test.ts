import { expect } from 'chai';
import revokeLink from '../../src/jobs/link.revoke.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { perform } from '../support/perform.js';
import { useProvisioning } from '../support/provisioning.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('link.revoke', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, row, grant, provision, account, panel, changes } = useProvisioning(database, world);
  let before: Awaited<ReturnType<typeof row>>;
  let wish: bigint;

  const wishOf = () => database.db.linkRevocations.query().findById(String(wish)).throwIfNotFound();
  const revoke = (id = wish) => perform(revokeLink, id, { db: database.db, panels: world().panels });
  const revocations = async () => (await changes()).filter((call) => call.endsWith('/revoke'));
  const letTurnRunOut = () =>
    database.db.knex('subscriptions').update({ turnUntil: new Date(Date.now() - 1) });
  const works = async (link: string) => (await fetch(link)).status === 200;

  beforeEach(async () => {
    await grant();
    await provision();
    before = await row();
    const { db } = database;
    wish = (await db.transaction((trx) => db.linkRevocations.wish(trx, before.id)))!;
    await db.knex('outbox').delete();
  });

  it('makes the old link worthless, keeps the new one and tells it', async () => {
    await revoke();
    const { link, openTicket, turn } = await row();
    expect(await works(link!)).to.equal(true);
    expect(await works(before.link!)).to.equal(false);
    expect(openTicket).not.to.equal(before.openTicket);
    expect(turn).to.equal(null);
    expect(await wishOf()).to.include({ changed: true, key: null });
    expect((await shop().told()).at(-1)).to.equal(`relinked:${wish}`);
  });

  it('revokes once, however often it runs', async () => {
    await revoke();
    const { link, openTicket } = await row();
    await revoke();
    expect(await revocations()).to.have.lengthOf(1);
    expect(await row()).to.include({ link, openTicket });
    expect((await shop().told()).filter((reason) => reason.startsWith('relinked'))).to.have.lengthOf(1);
  });

  it('takes what the panel did for done when its answer got lost', async () => {
    await panel('POST', '/faults', { match: 'POST /api/users', kind: 'lost', times: 1 });
    expect(await failure(revoke())).to.include({ code: 'upstream.failed' });
    expect((await row()).link).to.equal(before.link);
    expect(await failure(revoke())).to.include({ code: 'work.later' });
    const { shortUuid, trojanPassword } = account();

    await letTurnRunOut();
    await revoke();
    expect(account()).to.include({ shortUuid, trojanPassword });
    expect((await row()).link).to.include(shortUuid);
    expect(await revocations()).to.have.lengthOf(1);
  });

  it('makes the same link when a call lands after its turn', async () => {
    await panel('POST', '/faults', { match: 'POST /api/users', kind: 'slow', times: 1, ms: 400 });
    const late = failure(revoke());
    await until(async () => String(await panel('GET', '/faults')) === '', 10_000); // it has struck
    await letTurnRunOut();
    await revoke();
    const { link } = await row();
    await late;
    expect((await row()).link).to.equal(link);
    expect(link).to.include(account().shortUuid);
    expect(await works(link!)).to.equal(true);
  });

  it('leaves the link while the panel is down, and keeps the wish', async () => {
    for (const kind of ['down', '500', 'reset']) {
      await panel('POST', '/faults', { kind, times: 1 });
      expect(await failure(revoke()), kind).to.include({ code: 'upstream.failed' });
      await letTurnRunOut();
    }
    expect(await row()).to.include({ link: before.link, openTicket: before.openTicket });
    expect(await wishOf()).to.include({ doneAt: null });
    await revoke();
    expect((await row()).link).not.to.equal(before.link);
  });

  it('tells that it cannot be done when the panel refuses, and then may be wished again', async () => {
    await panel('PUT', '/tokens', { token: 'panel-token-of-the-tests', grant: 'read' });
    expect(await failure(revoke())).to.include({ code: 'upstream.rejected' });
    expect(await wishOf()).to.include({ changed: false });
    expect((await row()).link).to.equal(before.link);
    expect((await shop().told()).at(-1)).to.equal(`relinked:${wish}`);
    const { db } = database;
    const again = await db.transaction((trx) => db.linkRevocations.wish(trx, before.id));
    expect(again).to.be.greaterThan(wish as never);
  });

  it('waits for the account to be made anew when it is gone, and then changes that link', async () => {
    world().sandbox.remnawave.users.remove(account());
    expect(await failure(revoke())).to.include({ code: 'work.later' });
    expect(await promisedKeys(database.db)).to.deep.equal([`subscription.provision:${before.id}`]);
    await database.db.knex('subscriptions').update({ appliedRevision: null });
    await provision();
    await revoke();
    expect((await row()).link).to.include(account().shortUuid);
    expect(await wishOf()).to.include({ changed: true });
  });

  it('ends without a new link when there is no account, and none is owed', async () => {
    await database.db.knex('subscriptions').update({ paidUntil: new Date(Date.now() - 1_000) });
    world().sandbox.remnawave.users.remove(account());
    expect(await failure(revoke())).to.include({ code: 'panel.account_missing' });
    expect(await wishOf()).to.include({ changed: false });
  });

  it('is nothing for a wish that nobody knows', async () => {
    await revoke(77n);
    expect(await revocations()).to.deep.equal([]);
  });
});
