import { expect } from 'chai';
import { dayMs } from '../../src/domain/term.js';
import { defaultSquad } from '../../src/sandbox/remnawave/state.js';
import { useDatabase } from '../support/database.js';
import { useProvisioning } from '../support/provisioning.js';
import { failure, monthPrice } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('subscription.provision', () => {
  const database = useDatabase();
  const world = useWorld();
  const { letPass, ...somebody } = useProvisioning(database, world);
  const { shop, userId, row, grant, withdraw, provision, letTurnRunOut, account, accounts, panel, changes } =
    somebody;

  it('makes the account with absolute values, and records what the panel was told', async () => {
    await grant();
    await provision();

    const { id, paidUntil, ...rest } = await row();
    expect(account()).to.deep.include({
      username: 'tg_4242',
      telegramId: 4242,
      description: `2getpro:${id}`,
      expireAt: paidUntil!.toISOString(),
      status: 'ACTIVE',
      trafficLimitBytes: 0,
      hwidDeviceLimit: 5,
      squads: [defaultSquad],
    });
    expect(rest).to.include({
      revision: 1,
      appliedRevision: 1,
      panelAccount: String(account().id),
      turn: null,
    });
    expect(rest.link).to.include(account().shortUuid);
    const { id: grantId } = (await database.db.grants.query().first())!;
    expect(await shop().told()).to.deep.equal([`ready:${grantId}`]);
  });

  it('run again changes nothing, on the panel or here', async () => {
    await grant();
    await provision();
    const [before, calls] = [await row(), await changes()];
    await provision();

    expect(await changes()).to.deep.equal(calls);
    expect(await row()).to.deep.equal(before);
    expect(await shop().told()).to.have.length(1);
  });

  it('tells the whole of what is owed after each purchase, and its person of each', async () => {
    await grant();
    await provision();
    await grant({ sourceId: '2', months: 3, extraDevices: 2 });
    await provision();

    const { paidUntil, link } = await row();
    expect(account()).to.include({ expireAt: paidUntil!.toISOString(), hwidDeviceLimit: 7 });
    expect(link).to.include(account().shortUuid);
    expect(await shop().told()).to.have.length(2);
  });

  it('tells what an account does not show, too: the strategy of another plan', async () => {
    await grant();
    await provision();
    const { planId, panelId, limits } = await shop().offer(1);
    const other = await database.db.plans.query().insertAndFetch({
      planId,
      panelId,
      months: 1,
      priceMinor: monthPrice.minor,
      currency: 'RUB',
      deviceLimit: limits.deviceLimit,
      squads: limits.squads,
      trafficStrategy: 'MONTH',
    });
    await grant({ sourceId: '2', months: 0, planVersionId: other.id });
    await provision();
    expect(account().trafficLimitStrategy).to.equal('MONTH');
  });

  it('disables the account after a refund of everything, and enables it for the next purchase', async () => {
    await grant();
    await provision();
    await withdraw();
    await provision();
    expect(await row()).to.include({ paidUntil: null, planVersionId: null, revision: 2, appliedRevision: 2 });
    expect(account().status).to.equal('DISABLED');

    await grant({ sourceId: '2' });
    await provision();
    expect(account()).to.include({ status: 'ACTIVE', expireAt: (await row()).paidUntil!.toISOString() });
    expect(accounts()).to.have.length(1);
  });

  it('makes no account, and promises no message, for what was refunded before the panel heard of it', async () => {
    await grant();
    await withdraw();
    await provision();
    expect(accounts()).to.deep.equal([]);
    expect(await row()).to.include({ appliedRevision: 2, panelAccount: null });
    expect(await shop().told()).to.deep.equal([]);
  });

  it('makes no account, and promises no message, for a term that passed while the panel was away', async () => {
    await grant({ months: 0, days: 2 });
    await letPass(3 * dayMs);
    await provision();
    expect(accounts()).to.deep.equal([]);
    expect(await shop().told()).to.deep.equal([]);
  });

  it('tells of what stands only, when one of two purchases was taken back meanwhile', async () => {
    await grant();
    await grant({ sourceId: '2' });
    await withdraw('1');
    await provision();
    expect(await shop().told()).to.deep.equal(['ready:2']);
  });

  it('never pushes what the panel derives itself: a limit that was reached', async () => {
    await grant();
    await provision();
    account().trafficLimitBytes = 10;
    await panel('POST', `/users/${account().id}/usage`, { usedTrafficBytes: 20 });
    expect(account().status).to.equal('LIMITED');
    account().trafficLimitBytes = 0;
    const calls = await changes();
    await provision();
    expect(await changes()).to.deep.equal(calls);
    expect(account().status).to.equal('LIMITED');
  });

  it('never pushes what the panel derives itself: a term that has passed', async () => {
    await grant({ months: 0, days: 2 });
    await provision();
    const calls = await changes();
    account().expireAt = new Date(Date.now() - 1_000).toISOString();
    await panel('POST', '/watch');
    await letPass(3 * dayMs);
    await provision();

    expect(account().status).to.equal('EXPIRED');
    expect(await changes()).to.deep.equal(calls);
  });

  it('makes the account again that was deleted on the panel', async () => {
    await grant();
    await provision();
    const { link } = await row();
    world().sandbox.remnawave.users.remove(account());
    await provision();

    expect(account()).to.include({ username: 'tg_4242', expireAt: (await row()).paidUntil!.toISOString() });
    expect((await row()).link).not.to.equal(link);
    expect(await row()).to.include({ panelAccount: String(account().id) });
  });

  it('parks what it cannot do: no plan, no such panel, an unknown squad', async () => {
    await grant({ source: 'admin', months: 0, days: 5, planVersionId: null });
    expect(await failure(provision())).to.include({ code: 'subscription.no_plan', retry: 'never' });
    await grant();
    expect(await failure(provision({ panels: new Map() }))).to.include({ code: 'panel.not_configured' });

    const plus = await shop().plus();
    const unknown = '00000000-0000-4000-8000-000000000000';
    const version = await database.db.plans
      .query()
      .insertAndFetch({ planId: plus.planId, panelId: plus.panelId, months: 3, squads: [unknown] });
    await grant({ sourceId: '3', planVersionId: version.id });
    expect(await failure(provision())).to.include({ code: 'panel.unknown_squad', retry: 'never' });
    expect(accounts()).to.deep.equal([]);
    expect(await row()).to.include({ turn: null });
  });

  describe('of a webhook that paid', () => {
    it('measures the time from its arrival to the access, once', async () => {
      const measured: number[] = [];
      const meter = { replied: () => {}, provisioned: (ms: number) => void measured.push(ms) };
      const payment = await shop().attempt(await shop().order(userId()));
      await shop().see(payment);
      await provision({ meter });
      expect(measured).to.deep.equal([]); // it was found by asking

      const [inbox] = await database.db
        .knex('inbox_events')
        .insert({
          provider: 'yookassa',
          eventId: 'e',
          body: Buffer.from('{}'),
          receivedAt: new Date(Date.now() - 5_000),
        })
        .returning<{ id: bigint }[]>('id');
      const second = await shop().attempt(await shop().order(userId()));
      await shop().see(second, 'succeeded', {}, `inbox:${inbox!.id}`);
      await provision({ meter });
      await provision({ meter });
      expect(measured).to.have.length(1);
      expect(measured[0]).to.be.within(5_000, 25_000);
    });
  });

  it('waits for its turn, which another has, and takes it over once that has run out', async () => {
    await grant();
    await database.db.subscriptions.takeTurn((await row()).id, crypto.randomUUID(), 60_000);
    expect(await failure(provision())).to.include({ code: 'work.later' });
    expect(accounts()).to.deep.equal([]);
    await letTurnRunOut();
    await provision();
    expect(accounts()).to.have.length(1);
  });
});
