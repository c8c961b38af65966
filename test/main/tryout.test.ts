import { expect } from 'chai';
import { refuseShop, seedTryout } from '../../src/main/demo/tryout.js';
import { useDatabase } from '../support/database.js';
import { failure, openShop } from '../support/shop.js';

describe('a demo on a database that it was given', () => {
  const database = useDatabase();

  it('does not work for a shop that has people', async () => {
    const shop = await openShop(database.db);
    await refuseShop(database.db);
    await shop.person();
    expect(String(await failure(refuseShop(database.db)))).to.contain('names a shop with people in it');
  });

  it('goes on with what a demo has made', async () => {
    const shop = await openShop(database.db);
    await seedTryout(database.db);
    await shop.person();
    await refuseShop(database.db);
  });
});
