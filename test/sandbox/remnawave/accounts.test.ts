import { expect } from 'chai';
import { z } from 'zod';
import { freshState } from '../../../src/sandbox/remnawave/state.js';
import { secret, startEmulator, startReceiver, type Emulator } from './emulator.js';
import { until } from '../../support/until.js';
import { envelope, recorded } from './recorded.js';

const answered = z.object({
  response: z.looseObject({
    id: z.number(),
    status: z.string(),
    expireAt: z.string(),
    shortUuid: z.string(),
    subscriptionUrl: z.string(),
  }),
});

describe('an account of the emulated Remnawave', () => {
  let emulator: Emulator;
  let clock: Date;
  beforeEach(async () => {
    clock = new Date('2026-06-01T00:00:00Z');
    emulator = await startEmulator({ now: () => clock });
  });
  afterEach(async () => emulator.close());

  const answer = async (method: string, path: string, body?: unknown) =>
    answered.parse(await (await emulator.call(method, path, body)).json()).response;
  const create = (fields: Record<string, unknown> = {}) =>
    answer('POST', '/users', { username: 'somebody', expireAt: '2026-06-01T00:01:00Z', ...fields });

  it('stays active past its end until the watch comes by, which then tells it', async () => {
    const receiver = await startReceiver();
    const { id } = await create();
    await emulator.control('PUT', '/webhook', { url: receiver.url, secret });
    await answer('GET', `/users/${id}`);

    clock = new Date('2026-06-01T00:00:59Z');
    expect(await answer('GET', `/users/${id}`)).to.include({ status: 'ACTIVE' });
    clock = new Date('2026-06-01T00:01:01Z');
    expect(await answer('GET', `/users/${id}`)).to.include({ status: 'ACTIVE' });
    clock = new Date('2026-06-01T00:01:30Z');
    expect(await answer('GET', `/users/${id}`)).to.include({ status: 'EXPIRED' });

    await until(() => receiver.received.length === 1);
    const [told] = receiver.received.map(({ raw }) => envelope.parse(JSON.parse(raw.toString())));
    expect(told).to.include({ event: 'user.expired' });
    await receiver.close();
  });

  it('keeps a status that PATCH may not change', async () => {
    const { id } = await create({ status: 'EXPIRED' });

    expect(await answer('PATCH', '/users', { id, status: 'DISABLED' })).to.include({ status: 'EXPIRED' });
  });

  it('is limited when its traffic is spent, and no longer once the limit is raised', async () => {
    const { id } = await create({ trafficLimitBytes: 1_000 });
    await emulator.control('POST', `/users/${id}/usage`, { usedTrafficBytes: 1_000 });
    expect(await answer('GET', `/users/${id}`)).to.include({ status: 'LIMITED' });

    expect(await answer('PATCH', '/users', { id, trafficLimitBytes: 2_000 })).to.include({
      status: 'ACTIVE',
    });
  });

  it('loses days when it is extended twice at once', async () => {
    const { id } = await create({ expireAt: '2026-07-01T00:00:00Z' });

    await Promise.all([1, 2, 3].map(() => answer('POST', `/users/${id}/actions/extend`, { days: 1 })));

    const { expireAt } = await answer('GET', `/users/${id}`);
    expect(Date.parse(expireAt)).to.be.lessThan(Date.parse('2026-07-04T00:00:00Z'));
  });

  it('cannot be given a short uuid that another has', async () => {
    const { shortUuid } = await create();
    const { id } = await create({ username: 'another' });

    const refused = await emulator.call('POST', `/users/${id}/actions/revoke`, { shortUuid });

    expect(await refused.json()).to.include({ errorCode: 'A020' });
  });

  it('outlives a restart, with its link, devices, squads and the webhook', async () => {
    const { id, shortUuid } = await create();
    await emulator.control('POST', `/users/${id}/devices`, { hwid: 'aaaaaaaaaa-0001', platform: 'iOS' });
    await emulator.call('POST', '/internal-squads', { name: 'Premium', inbounds: [] });
    await emulator.control('PUT', '/webhook', { url: 'http://127.0.0.1:9/', secret });
    const state = emulator.panel.snapshot();
    expect(structuredClone(state)).to.deep.equal(JSON.parse(JSON.stringify(state)));

    const again = await startEmulator({ state, now: () => clock });

    expect(again.panel.snapshot()).to.deep.equal(state);
    expect(again.panel.users.byShortUuid(shortUuid)?.id).to.equal(id);
    const { id: next } = again.panel.users.add({ ...(state.users[0] ?? expect.fail()), username: 'next' });
    expect(next).to.equal(id + 1);
    await again.close();
  });

  it('changes nothing in the state that was handed in', async () => {
    const state = freshState(clock);
    const other = await startEmulator({ state });
    await other.call('POST', '/internal-squads', { name: 'Premium', inbounds: [] });
    await other.close();

    expect(state).to.deep.equal(freshState(clock));
  });

  describe('is reached by its link, which', () => {
    const squads = { activeInternalSquads: ['2b10a1b3-8c32-4d05-bc16-e925bdd053c8'] };
    it('gives a VPN client one server, in base64', async () => {
      const { subscriptionUrl, shortUuid } = await create(squads);
      expect(subscriptionUrl).to.equal(`${emulator.publicUrl}/sub/${shortUuid}`);

      const { text, headers } = await fetchAs(subscriptionUrl, { 'user-agent': 'v2rayNG/1.8.5' });

      expect(serverIn(text)).to.match(/^vless:\/\/[0-9a-f-]{36}@vpn\.example\.com:443\?/);
      expect(headers.get('subscription-userinfo')).to.match(/^upload=0; download=0; total=0; expire=\d+$/);
    });

    it('gives a browser a page', async () => {
      const { subscriptionUrl } = await create(squads);

      const { text } = await fetchAs(subscriptionUrl, { accept: 'text/html,*/*' });

      expect(text).to.include('<html').and.include('somebody').and.include('ACTIVE');
    });

    it('is dead once it was revoked', async () => {
      const { id, subscriptionUrl } = await create(squads);
      const { subscriptionUrl: fresh } = await answer('POST', `/users/${id}/actions/revoke`);

      const { status, text } = await fetchAs(subscriptionUrl);
      expect(status).to.equal(404);
      expect(JSON.parse(text)).to.deep.equal(recorded('sub-404').response.body);
      expect(await fetchAs(fresh)).to.include({ status: 200 });
    });

    it('says why there is no server', async () => {
      const reasons = { DISABLED: 'disabled', EXPIRED: 'expired', LIMITED: 'limited' };
      for (const [status, reason] of Object.entries(reasons)) {
        const { subscriptionUrl } = await create({ username: `is_${reason}`, status, ...squads });
        expect(serverIn((await fetchAs(subscriptionUrl)).text)).to.include(reason);
      }
      const { subscriptionUrl } = await create({ username: 'no_squads' });
      expect(serverIn((await fetchAs(subscriptionUrl)).text)).to.include('No hosts');
    });

    it('counts devices, and turns away those above the limit', async () => {
      const { subscriptionUrl, id } = await create({ hwidDeviceLimit: 1, ...squads });
      const from = async (hwid: string) =>
        serverIn((await fetchAs(subscriptionUrl, { 'x-hwid': hwid, 'x-device-os': 'iOS' })).text);

      expect(await from('aaaaaaaaaa-0001')).to.include('vpn.example.com');
      expect(await from('aaaaaaaaaa-0002')).to.include('limit reached');
      expect(await from('aaaaaaaaaa-0001')).to.include('vpn.example.com');
      expect(await (await emulator.call('GET', `/hwid/devices/${id}`)).json()).to.have.nested.property(
        'response.total',
        1,
      );
    });
  });
});

const fetchAs = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers: { accept: '*/*', ...headers } });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const serverIn = (text: string) => decodeURIComponent(Buffer.from(text, 'base64').toString());
