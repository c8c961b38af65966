import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import { openDoor, type OpenDoor } from '../../src/queue/door.js';
import { redisUrl } from '../support/redis.js';
import { failure } from '../support/shop.js';

describe('the door of the bot', () => {
  let door: OpenDoor;
  const open = (url: string) => (door = openDoor(url, () => {}));
  afterEach(() => door.close());

  it('is waited for, so that no start finds it closed where Redis is there', async () => {
    await open(redisUrl).ping();
    await door.close();
    const opened = await open(redisUrl).opened();
    expect(door.get()).to.equal(opened);
    expect(await door.opened()).to.equal(opened);
  });

  it('says why it does not open where Redis is away', async () => {
    expect(String(await failure(open('redis://127.0.0.1:1').opened()))).to.include('ECONNREFUSED');
  });

  it('is not waited for where Redis says nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;

    const said = await failure(open(`redis://127.0.0.1:${port}`).opened());
    silent.close();
    expect(said).to.be.instanceOf(Error);
  });
});
