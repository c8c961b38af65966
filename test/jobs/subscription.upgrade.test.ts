import { expect } from 'chai';
import panelEvent from '../../src/jobs/panel.event.js';
import refreshSubscription from '../../src/jobs/subscription.refresh.js';
import { uuidOf } from '../../src/sandbox/remnawave/version.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useProvisioning } from '../support/provisioning.js';
import { until } from '../support/until.js';
import { failure } from '../support/shop.js';
import { panelSecret, useWorld } from '../support/world.js';

describe('a Remnawave 2.7 that is upgraded to 3.x', () => {
  const database = useDatabase();
  const world = useWorld();
  const { row, grant, withdraw, provision, letTurnRunOut, account, accounts, panel, changes, shop } =
    useProvisioning(database, world);
  const become = (version: string) => panel('PUT', '/version', { version });
  const scope = () => ({ db: database.db, panels: world().panels });
  const created = async () => (await changes()).filter((call) => call === 'POST /api/users').length;

  beforeEach(() => become('2.7.4'));

  it('is provisioned before and after, and knows each account by the same reference', async () => {
    await grant();
    await provision();
    const { panelAccount } = await row();
    expect(panelAccount).to.equal(String(account().id));

    await become('3.3.2');
    await grant({ sourceId: '2' });
    await provision();
    const { paidUntil, ...rest } = await row();
    expect(rest).to.include({ panelAccount, revision: 2, appliedRevision: 2 });
    expect(account().expireAt).to.equal(paidUntil!.toISOString());
    await withdraw('1');
    await withdraw('2');
    await provision();
    expect([account().status, await created()]).to.deep.equal(['DISABLED', 1]);
  });

  for (const kind of ['down', 'lost'] as const) {
    it(`while a first purchase is owed (${kind}) gets one account and says so once`, async () => {
      await grant();
      await panel('POST', '/faults', { kind, match: 'POST /api/users' });
      expect(await failure(provision())).to.include({ code: 'upstream.failed' });
      expect(await row()).to.include({ panelAccount: null, appliedRevision: null });

      await become('3.3.2');
      await panel('DELETE', '/faults');
      await letTurnRunOut();
      await provision();
      expect(await row()).to.include({ panelAccount: String(account().id), appliedRevision: 1 });
      expect(accounts()).to.have.length(1);
      expect(await shop().told()).to.have.length(1);
    });
  }

  it('while a renewal is owed is told of it once it is back', async () => {
    await grant();
    await provision();
    await grant({ sourceId: '2' });
    await panel('POST', '/faults', { kind: 'down' });
    expect(await failure(provision())).to.include({ code: 'upstream.failed' });

    await become('3.3.2');
    await panel('DELETE', '/faults');
    await letTurnRunOut();
    await provision();
    const { paidUntil, ...rest } = await row();
    expect(rest).to.include({ revision: 2, appliedRevision: 2 });
    expect(account().expireAt).to.equal(paidUntil!.toISOString());
    expect(await created()).to.equal(1);
  });

  describe('with an account that was stored under its uuid', () => {
    beforeEach(async () => {
      await grant();
      await provision();
      await database.db.knex('subscriptions').update({ panelAccount: uuidOf(account().id) });
      await database.db.knex('outbox').delete();
    });

    for (const version of ['2.7.4', '3.3.2']) {
      it(`finds it again by its name, as ${version}, and gives nothing for it`, async () => {
        await become(version);
        await grant({ sourceId: '2' });
        await provision();
        const { paidUntil, ...rest } = await row();
        expect(rest).to.include({ panelAccount: String(account().id), revision: 2, appliedRevision: 2 });
        expect(account().expireAt).to.equal(paidUntil!.toISOString());
        expect([await created(), accounts().length]).to.deep.equal([1, 1]);
        expect(await database.db.grants.query().where({ source: 'import' })).to.deep.equal([]);
      });
    }

    it('leaves one of that name alone that carries the marker of another', async () => {
      await become('3.3.2');
      account().description = '2getpro:99999';
      await grant({ sourceId: '2' });
      expect(await failure(provision())).to.include({ code: 'panel.foreign_account', retry: 'never' });
    });

    it('owes it again when its usage is looked at', async () => {
      await become('3.3.2');
      const { id } = await row();
      await perform(refreshSubscription, id, scope());
      expect(await promisedKeys(database.db)).to.deep.equal([`subscription.provision:${id}`]);
      await provision();
      expect(await row()).to.include({ panelAccount: String(account().id) });
    });
  });

  it('tells of an account what is believed and found before and after', async () => {
    await panel('PUT', '/webhook', { url: `${world().url}/nowhere`, secret: panelSecret });
    await grant();
    await provision();
    const adapter = world().panels.get('remnawave')!;
    const call = { signal: new AbortController().signal, subject: 'test' };
    const ref = String(account().id);
    await adapter.disable(ref, call);
    await become('3.3.2');
    await adapter.enable(ref, call);
    const kept = () =>
      world()
        .sandbox.remnawave.deliveries()
        .filter(({ event }) => ['user.disabled', 'user.enabled'].includes(event));
    await until(() => kept().length === 2);

    for (const [index, { body, signature, event }] of kept().entries()) {
      const raw = Buffer.from(body);
      const headers = { 'x-remnawave-signature': signature };
      expect(() => adapter.verify({ raw, headers })).not.to.throw();
      expect('uuid' in JSON.parse(body).data, event).to.equal(index === 0);
      await database.db.knex('outbox').delete();
      const [stored] = await database.db
        .knex('inbox_events')
        .insert({ provider: 'remnawave', eventId: signature, body: raw })
        .returning('id');
      await perform(panelEvent, stored.id, scope());
      const { id } = await row();
      expect(await promisedKeys(database.db), event).to.deep.equal([`subscription.refresh:${id}`]);
    }
  });
});
