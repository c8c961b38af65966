import { expect } from 'chai';
import { dayMs } from '../../src/domain/term.js';
import { useDatabase } from '../support/database.js';
import { useProvisioning } from '../support/provisioning.js';
import { useWorld } from '../support/world.js';

describe('subscription.provision of somebody who is banned', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, userId, grant, provision } = useProvisioning(database, world);
  const ban = (bannedAt: Date | null) => database.db.users.query().findById(userId()).patch({ bannedAt });
  beforeEach(async () => {
    await grant();
    await provision();
    await ban(new Date());
    await grant({ sourceId: '2', months: 0, days: 2 });
    await provision();
  });

  it('tells of what they were given meanwhile when they are back, once', async () => {
    expect(await shop().told()).to.deep.equal(['ready:1']);
    await ban(null);
    await provision();
    await provision();
    expect(await shop().told()).to.deep.equal(['ready:1', 'ready:2']);
  });

  it('does not tell of a term that has passed until they are back', async () => {
    await ban(null);
    await provision({ now: () => new Date(Date.now() + 60 * dayMs) });
    await provision();
    expect(await shop().told()).to.deep.equal(['ready:1']);
  });
});
