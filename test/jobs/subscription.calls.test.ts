import { expect } from 'chai';
import { useDatabase } from '../support/database.js';
import { useProvisioning } from '../support/provisioning.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('what a provisioning asks of the panel', () => {
  const database = useDatabase();
  const world = useWorld();
  const { row, grant, provision, letTurnRunOut, account, panel, requests } = useProvisioning(database, world);

  it('is one call for a new account, one for what is bought on top, and its version and squads once', async () => {
    await grant();
    await provision();
    expect(await requests()).to.deep.equal([
      'GET /api/system/metadata',
      'GET /api/internal-squads',
      'POST /api/users',
    ]);
    await grant({ sourceId: '2' });
    await provision();
    expect((await requests()).slice(3)).to.deep.equal(['PATCH /api/users']);
  });

  it('is one more of a 2.7 for a known account: its uuid', async () => {
    await panel('PUT', '/version', { version: '2.7.4' });
    await grant();
    await provision();
    const before = (await requests()).length;
    await grant({ sourceId: '2' });
    await provision();
    expect((await requests()).slice(before)).to.deep.equal([
      `GET /api/users/by-id/${account().id}`,
      'PATCH /api/users',
    ]);
  });

  it('begins with a look when an answer was lost', async () => {
    await grant();
    await provision();
    await grant({ sourceId: '2' });
    await panel('POST', '/faults', { kind: 'lost', match: 'PATCH /api/users', times: 1 });
    expect(await failure(provision())).to.include({ code: 'upstream.failed' });
    await letTurnRunOut();
    const before = (await requests()).length;
    await provision();
    expect((await requests()).slice(before)).to.deep.equal([
      `GET /api/users/${account().id}`,
      'PATCH /api/users',
    ]);
  });

  it('is more when an operator disabled the account, or wiped our mark off it, unseen by us', async () => {
    await grant();
    await provision();
    Object.assign(account(), { status: 'DISABLED', description: 'paid in cash' });
    await grant({ sourceId: '2' });
    await provision();
    const { id, paidUntil } = await row();
    expect(account()).to.include({
      status: 'ACTIVE',
      description: `paid in cash\n2getpro:${id}`,
      expireAt: paidUntil!.toISOString(),
    });
  });
});
