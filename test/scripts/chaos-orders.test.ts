import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { neverMet, order, orders } from '../chaos/orders.js';
import type { Shop } from '../support/fleet/open-shop.js';
import { startWorld } from '../support/fleet/start-world.js';

describe('what shall go wrong in the sandbox', () => {
  let sandbox: Shop['sandbox'];
  before(async () => void (sandbox = await startWorld('http://127.0.0.1:1', new EventEmitter())));
  after(() => sandbox.close());

  it('is told apart from what no call has met', async () => {
    const shop = { sandbox } as Shop;
    const names = Object.keys(orders);
    const once = Object.fromEntries(names.map((name) => [name, 1]));
    for (const name of names) await order(shop, name);
    expect(await neverMet(shop, once)).to.deep.equal(names);

    await fetch(`${sandbox.url}/yookassa/v3/payments`);
    expect(await neverMet(shop, once)).to.deep.equal(names.filter((name) => name !== 'provider 500'));
    expect(await neverMet(shop, {})).to.deep.equal([]);
  });
});
