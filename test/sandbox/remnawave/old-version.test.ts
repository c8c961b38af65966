import { expect } from 'chai';
import { z } from 'zod';
import { defaultSquad } from '../../../src/sandbox/remnawave/state.js';
import { secret, startEmulator, startReceiver, type Emulator } from './emulator.js';
import { until } from '../../support/until.js';

const user = z.looseObject({ id: z.number(), uuid: z.uuid().optional(), username: z.string() });
const end = '2099-01-01T00:00:00.000Z';

/** What remnawave/backend 2.7.4 says in its source (libs/contract, users.controller.ts), where it differs from 3.3.2. */
describe('the emulated Remnawave 2.7', () => {
  let emulator: Emulator;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let uuid: string;
  let id: number;

  async function ask(method: string, path: string, body?: unknown) {
    const response = await emulator.call(method, path, body);
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }
  const response = async (method: string, path: string, body?: unknown): Promise<unknown> =>
    z.looseObject({ response: z.unknown() }).parse((await ask(method, path, body)).body).response;

  beforeEach(async () => {
    receiver = await startReceiver();
    emulator = await startEmulator({ version: '2.7.4', webhook: { url: receiver.url, secret } });
    const fields = {
      telegramId: 42,
      email: 'a@example.com',
      tag: 'SHOP',
      activeInternalSquads: [defaultSquad],
    };
    const made = user.parse(await response('POST', '/users', { username: 'anna', expireAt: end, ...fields }));
    uuid = made.uuid ?? expect.fail('it has no uuid');
    id = made.id;
  });
  afterEach(async () => {
    await emulator.close();
    await receiver.close();
  });

  it('says its version', async () => {
    expect(await response('GET', '/system/metadata')).to.include({ version: '2.7.4' });
  });

  it('shows an account with its uuid, by uuid and by number, and lists of those who share something', async () => {
    for (const path of [`/users/${uuid}`, `/users/by-id/${id}`, '/users/by-username/anna']) {
      expect(await response('GET', path), path).to.include({ uuid, id });
    }
    for (const path of ['by-telegram-id/42', 'by-email/a@example.com', 'by-tag/SHOP']) {
      expect(z.array(user).parse(await response('GET', `/users/${path}`)), path).to.have.lengthOf(1);
    }
    expect(await response('GET', '/users/by-telegram-id/43')).to.deep.equal([]);
    expect(await response('POST', '/users/resolve', { uuid })).to.include({ uuid, id, username: 'anna' });
  });

  it('tells traffic by day of an account by its uuid, and misses a stranger', async () => {
    const range = 'start=2026-11-25&end=2026-11-26';
    const path = (whose: string | number) => `/bandwidth-stats/users/${whose}?${range}`;
    await emulator.control('POST', `/users/${id}/usage`, {
      usedTrafficBytes: 7,
      byDay: { '2026-11-24': 2, '2026-11-26': 5 },
    });
    expect(await response('GET', path(uuid))).to.deep.include({
      categories: ['2026-11-25', '2026-11-26'],
      sparklineData: [0, 5],
    });
    expect((await ask('GET', path(uuid.replace(/.$/, 'f')))).body).to.include({ errorCode: 'A025' });
    expect(await ask('GET', path(id))).to.include({ status: 400 });
    expect(await ask('GET', `/bandwidth-stats/users/${uuid}?start=yesterday&end=2026-11-26`)).to.include({
      status: 400,
    });
  });

  it('changes an account by its uuid or name, never by its number', async () => {
    expect(await response('PATCH', '/users', { uuid, hwidDeviceLimit: 3 })).to.include({
      hwidDeviceLimit: 3,
    });
    expect(await response('PATCH', '/users', { username: 'anna', tag: null })).to.include({ tag: null });
    for (const action of ['disable', 'enable', 'reset-traffic', 'revoke']) {
      expect(await response('POST', `/users/${uuid}/actions/${action}`), action).to.include({ uuid });
    }
    expect(await ask('PATCH', '/users', { id, tag: 'X' })).to.deep.include({ status: 400 });
    expect(await ask('GET', `/users/${id}`)).to.deep.include({ status: 400 });
    expect(await ask('POST', `/users/${id}/actions/disable`)).to.deep.include({ status: 400 });
  });

  it('knows the uuid of nobody', async () => {
    const nobody = '1fc0d9c2-32ed-497c-b940-9a3bdb0376f2';
    expect((await ask('GET', `/users/${nobody}`)).body).to.include({ errorCode: 'A063' });
    expect((await ask('PATCH', '/users', { uuid: nobody })).body).to.include({ errorCode: 'A025' });
    expect((await ask('DELETE', `/users/${nobody}`)).body).to.include({ errorCode: 'A025' });
  });

  it('has no stream and nothing to extend with, and refuses fractions', async () => {
    expect(await ask('GET', '/users/stream')).to.deep.include({ status: 400 }); // no uuid
    expect(await ask('POST', `/users/${uuid}/actions/extend`, { days: 1 })).to.deep.include({ status: 404 });
    const fraction = { username: 'half', expireAt: end, telegramId: 1.5 };
    expect(await ask('POST', '/users', fraction)).to.deep.include({ status: 400 });
  });

  it('lists by offset, newest first unless sorted by number', async () => {
    await ask('POST', '/users', { username: 'boris', expireAt: end });
    const names = async (query: string) => {
      const page = z.looseObject({ users: z.array(user), total: z.literal(2) });
      return page.parse(await response('GET', `/users?${query}`)).users.map(({ username }) => username);
    };
    const sorting = encodeURIComponent('[{"id":"id","desc":false}]');
    expect(await names('size=10')).to.deep.equal(['boris', 'anna']);
    expect(await names(`size=10&sorting=${sorting}`)).to.deep.equal(['anna', 'boris']);
    expect(await names(`start=1&size=10&sorting=${sorting}`)).to.deep.equal(['boris']);
  });

  it('counts devices by uuid', async () => {
    const added = await response('POST', '/hwid/devices', { userUuid: uuid, hwid: 'short' });
    const devices = z.object({ total: z.literal(1), devices: z.tuple([z.looseObject({})]) });
    for (const shown of [added, await response('GET', `/hwid/devices/${uuid}`)]) {
      const [device] = devices.parse(shown).devices;
      expect(device)
        .to.include({ userUuid: uuid, hwid: 'short' })
        .and.not.have.any.keys('userId', 'requestIp');
    }
    expect(await ask('POST', '/hwid/devices/delete', { userId: id, hwid: 'short' })).to.deep.include({
      status: 400,
    });
    const gone = await response('POST', '/hwid/devices/delete', { userUuid: uuid, hwid: 'short' });
    expect(gone).to.deep.equal({ total: 0, devices: [] });
  });

  it('says that a deletion was one', async () => {
    expect(await ask('DELETE', `/users/${uuid}`)).to.deep.equal({
      status: 200,
      body: { response: { isDeleted: true } },
    });
  });

  it('tells by webhook with the uuid and the number', async () => {
    await ask('POST', '/hwid/devices', { userUuid: uuid, hwid: 'short' });
    await until(() => receiver.received.length === 2);
    const bodies = receiver.received.map(({ raw }) => JSON.parse(raw.toString()) as unknown);
    const created = z.object({ event: z.literal('user.created'), meta: z.null(), data: user });
    const added = z.object({
      event: z.literal('user_hwid_devices.added'),
      data: z.object({ user, hwidUserDevice: z.looseObject({}) }),
    });
    expect(bodies.map((body) => created.safeParse(body).data?.data)).to.deep.include.members([undefined]);
    const account = bodies.flatMap((body) => created.safeParse(body).data ?? []);
    const device = bodies.flatMap((body) => added.safeParse(body).data ?? []);
    expect(account[0]?.data).to.include({ uuid, id });
    expect(device[0]?.data.user).to.include({ uuid, id });
    expect(device[0]?.data.hwidUserDevice).to.include({ userUuid: uuid });
  });

  it('keeps everything but the uuids when it is upgraded, also over a restart', async () => {
    await emulator.control('PUT', '/version', { version: '3.3.2' });
    expect(await response('GET', '/system/metadata')).to.include({ version: '3.3.2' });
    expect(await response('GET', `/users/${id}`))
      .to.include({ id, username: 'anna' })
      .and.not.have.keys('uuid');
    expect(await ask('GET', `/users/${uuid}`)).to.deep.include({ status: 400 });
    expect(await ask('GET', `/users/by-id/${id}`)).to.deep.include({ status: 404 });
    expect(await ask('GET', '/users/by-telegram-id/42')).to.deep.include({ status: 404 });

    const again = await startEmulator({ state: emulator.panel.snapshot() });
    const metadata = await again.call('GET', '/system/metadata').then((answer) => answer.text());
    await again.close();
    expect(metadata).to.include('"version":"3.3.2"');
  });

  it('has a version of three numbers, or says so', async () => {
    const answer = await emulator.control('PUT', '/version', { version: 'latest' });
    expect([answer.status, await answer.text()]).to.satisfy(
      ([status, text]: [number, string]) => status === 400 && text.includes('three numbers'),
    );
  });
});
