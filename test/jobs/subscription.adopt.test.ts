import { expect } from 'chai';
import { dayMs } from '../../src/domain/term.js';
import { useDatabase } from '../support/database.js';
import { useProvisioning } from '../support/provisioning.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe("an account of the person's name that is on the panel already", () => {
  const database = useDatabase();
  const world = useWorld();
  const { row, grant, provision, account, accounts } = useProvisioning(database, world);

  /** As an older shop, or somebody else, had made it. */
  async function existing(more: object): Promise<Date> {
    const expireAt = new Date(Date.now() + 100 * dayMs);
    const response = await fetch(`${world().url}/remnawave/api/users`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer panel-token-of-the-tests',
        'content-type': 'application/json',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'https',
      },
      body: JSON.stringify({
        username: 'tg_4242',
        telegramId: 4242,
        expireAt: expireAt.toISOString(),
        ...more,
      }),
    });
    if (!response.ok) throw new Error(await response.text());
    return expireAt;
  }
  /** Until it is done: an adoption begins anew. */
  async function provisionAll(): Promise<void> {
    expect(await failure(provision())).to.include({ code: 'work.later' });
    await provision();
  }

  it('of the same person is taken over: its end and its limits go into a grant first', async () => {
    const theirEnd = await existing({ hwidDeviceLimit: 8, description: 'an old shop' });
    await grant();
    const ownEnd = (await row()).paidUntil!;
    await provisionAll();

    const { id, paidUntil, ...rest } = await row();
    const imported = await database.db.grants.query().findOne({ source: 'import' });
    expect(imported).to.include({ sourceId: `panel:1:${account().id}`, days: 100 });
    expect(paidUntil).to.deep.equal(new Date(ownEnd.getTime() + 100 * dayMs));
    expect(paidUntil!.getTime()).to.be.at.least(theirEnd.getTime());
    expect(account()).to.include({
      expireAt: paidUntil!.toISOString(),
      hwidDeviceLimit: 8,
      description: `an old shop\n2getpro:${id}`,
    });
    expect(rest).to.include({ panelAccount: String(account().id), revision: 2, appliedRevision: 2 });
  });

  it('is taken over once', async () => {
    await existing({});
    await grant();
    await provisionAll();
    const { paidUntil } = await row();
    await provision();
    expect((await row()).paidUntil).to.deep.equal(paidUntil);
    expect(await database.db.grants.query().where({ source: 'import' })).to.have.length(1);
  });

  it('without limits keeps to be as good as unlimited', async () => {
    await existing({ hwidDeviceLimit: 0 });
    await grant();
    await provisionAll();
    expect(account().hwidDeviceLimit).to.be.greaterThan(999);
  });

  it('and is ours by its id gives nothing more, whatever an operator writes on it', async () => {
    await grant();
    await provision();
    const before = await row();
    account().description += '\nasked for a receipt';
    account().telegramId = 666;
    await provision();
    expect(await row()).to.deep.equal(before);
    expect(account().description).to.equal(`asked for a receipt\n2getpro:${before.id}`);
    await grant({ sourceId: '2' });
    await provision();
    expect(account().description).to.equal(`asked for a receipt\n2getpro:${before.id}`);
  });

  it('and was made anew by hand gives nothing more either', async () => {
    await grant();
    await provision();
    const { paidUntil } = await row();
    world().sandbox.remnawave.users.remove(account());
    await existing({ description: 'made anew' });
    await provision();
    expect(await row()).to.include({ panelAccount: String(account().id), revision: 1, appliedRevision: 1 });
    expect(account()).to.include({ expireAt: paidUntil!.toISOString() });
  });

  it('and was made anew by hand for somebody else is left alone', async () => {
    await grant();
    await provision();
    world().sandbox.remnawave.users.remove(account());
    await existing({ telegramId: 666 });
    expect(await failure(provision())).to.include({ code: 'panel.foreign_account', retry: 'never' });
    expect(accounts()).to.have.length(1);
  });

  for (const [what, fields] of [
    ['of another person', { telegramId: 666 }],
    ['with the marker of another subscription', { description: '2getpro:99999' }],
  ] as const) {
    it(`${what} is left alone, and the subscription parked`, async () => {
      const end = await existing(fields);
      await grant();
      expect(await failure(provision())).to.include({ code: 'panel.foreign_account', retry: 'never' });
      expect(account()).to.include({ expireAt: end.toISOString() });
      expect(await row()).to.include({ panelAccount: null, turn: null, revision: 1 });
    });
  }

  it('that was disabled stays so: a person decides', async () => {
    await existing({ status: 'DISABLED' });
    await grant();
    expect(await failure(provision())).to.include({ code: 'panel.disabled_account', retry: 'never' });
    expect(account().status).to.equal('DISABLED');
  });
});
