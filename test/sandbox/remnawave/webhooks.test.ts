import { expect } from 'chai';
import { secret, startEmulator, startReceiver, type Emulator } from './emulator.js';
import { until } from '../../support/until.js';
import { envelope } from './recorded.js';

describe('the webhooks of the emulated Remnawave', () => {
  let emulator: Emulator;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  const start = async (answer?: (nth: number) => number, webhookRetryMs = 20) => {
    receiver = await startReceiver(answer);
    emulator = await startEmulator({ webhook: { url: receiver.url, secret }, webhookRetryMs });
  };
  const create = (username = 'somebody') =>
    emulator.call('POST', '/users', { username, expireAt: '2099-01-01T00:00:00Z' });
  const attempts = () => emulator.panel.deliveries().map((delivery) => delivery.attempts);

  afterEach(async () => {
    await emulator.close();
    await receiver.close();
  });

  it('are tried four times, the same bytes each time, and then lost', async () => {
    await start(() => 500);
    await create();
    await until(() => receiver.received.length === 4);
    await create('later');
    await until(() => attempts()[1]?.length === 4);

    const [first, ...more] = receiver.received.slice(0, 4);
    for (const again of more) {
      expect(again.raw.equals(first?.raw ?? Buffer.alloc(0))).to.equal(true);
      expect(again.headers['x-remnawave-signature']).to.equal(first?.headers['x-remnawave-signature']);
    }
    expect(attempts()).to.deep.equal([
      [500, 500, 500, 500],
      [500, 500, 500, 500],
    ]);
  });

  it('are tried again after the pause, and no more once they were taken', async () => {
    await start((nth) => (nth < 2 ? 503 : 204), 60);
    await create();
    await until(() => receiver.received.length === 3);
    await create('next');
    await until(() => attempts()[1]?.length === 1);

    const [first, second] = receiver.received;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).to.be.greaterThan(50);
    expect(attempts()).to.deep.equal([[503, 503, 204], [204]]);
  });

  it('count a receiver that is away as one that failed', async () => {
    await start();
    await receiver.close();
    await create();

    await until(() => attempts()[0]?.length === 4);
    expect(attempts()[0]).to.deep.equal([null, null, null, null]);
  });

  it('may come before the answer of the call that caused them, and always do when it is asked for', async () => {
    await start();
    await emulator.control('PUT', '/webhook', { url: receiver.url, secret, beforeAnswer: true });

    await create();

    expect(receiver.received).to.have.lengthOf(1);
  });

  it('are repeated on demand, byte for byte or with a forged signature', async () => {
    await start();
    await create();
    await until(() => receiver.received.length === 1);

    await emulator.control('POST', '/webhooks/repeat');
    await emulator.control('POST', '/webhooks/repeat', { forged: true });

    const [first, repeated, forged] = receiver.received;
    expect(repeated?.raw).to.deep.equal(first?.raw);
    expect(repeated?.headers['x-remnawave-signature']).to.equal(first?.headers['x-remnawave-signature']);
    expect(forged?.raw).to.deep.equal(first?.raw);
    expect(forged?.headers['x-remnawave-signature']).to.equal('f'.repeat(64));
  });

  it('are not sent where nobody is named, nor when all devices are deleted at once', async () => {
    await start();
    const { id } = emulator.panel.users.add({ ...(await firstUser()), username: 'second' });
    await emulator.control('POST', `/users/${id}/devices`, { hwid: 'aaaaaaaaaa-0001' });
    await emulator.call('POST', '/hwid/devices/delete-all', { userId: id });
    await emulator.call('DELETE', `/users/${id}`);
    await emulator.control('PUT', '/webhook', null);
    await create('unheard');
    await emulator.control('PUT', '/webhook', { url: receiver.url, secret });
    await create('last');
    await until(() => events().includes('user.deleted') && events().length >= 4);

    expect(events().toSorted()).to.deep.equal(
      ['user.created', 'user_hwid_devices.added', 'user.deleted', 'user.created'].toSorted(),
    );
  });

  const events = () => receiver.received.map(({ raw }) => envelope.parse(JSON.parse(raw.toString())).event);
  const firstUser = async () => {
    await create('first');
    return emulator.panel.users.byName('first') ?? expect.fail();
  };
});
