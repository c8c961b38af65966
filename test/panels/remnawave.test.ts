import { expect } from 'chai';
import {
  AccountExists,
  AccountMissing,
  Never,
  UpstreamFailed,
  UpstreamRejected,
} from '../../src/domain/errors.js';
import { request } from '../../src/http.js';
import type { Panel } from '../../src/panels/panel.js';
import { createPanels } from '../../src/panels/registry.js';
import { createRemnawavePanel, remnawave } from '../../src/panels/remnawave.js';
import { secret, startEmulator, token, type Emulator } from '../sandbox/remnawave/emulator.js';
import { call, day, newAccess, thrown } from './access.js';

describe('the Remnawave adapter', () => {
  let emulator: Emulator;
  let panel: Panel;
  const order = (fault: Record<string, unknown>) => emulator.control('POST', '/faults', fault);
  const connect = (changes: { url?: string; key?: string } = {}) =>
    createRemnawavePanel({ url: emulator.apiUrl, key: token, secret, ...changes }, request);

  beforeEach(async () => {
    emulator = await startEmulator();
    panel = connect();
  });
  afterEach(async () => emulator.close());

  it('reaches the panel by its address with and without /api and slashes', async () => {
    for (const url of [emulator.publicUrl, `${emulator.publicUrl}/`, `${emulator.apiUrl}/`]) {
      expect(await connect({ url }).health(call)).to.deep.equal({ version: '3.3.2' });
    }
  });

  it('takes a lost answer for an unknown effect, and finds the account by its name', async () => {
    const access = newAccess();
    await order({ match: 'POST /api/users', kind: 'lost', times: 1 });

    expect(await thrown(panel.create(access, call))).to.be.instanceOf(UpstreamFailed);

    expect(await thrown(panel.create(access, call))).to.be.instanceOf(AccountExists);
    expect(await panel.find(access.name, call)).to.include({ name: access.name, marker: access.marker });
    expect(emulator.panel.users.size).to.equal(1);
  });

  it('takes a line that drops, a 502 of a proxy and a database away for an unknown effect', async () => {
    for (const kind of ['reset', 'down', '500']) {
      await order({ kind, times: 1 });
      expect(await thrown(panel.create(newAccess(), call)), kind).to.be.instanceOf(UpstreamFailed);
    }
    expect(emulator.panel.users.size).to.equal(0);
  });

  it('gives up on a silent panel when its caller does', async () => {
    await order({ kind: 'timeout', ms: 2_000 });

    const attempt = panel.create(newAccess(), { ...call, signal: AbortSignal.timeout(50) });

    expect(await thrown(attempt)).to.be.instanceOf(UpstreamFailed);
  });

  it('takes an unknown squad for an unknown effect, because the panel answers like one that is down', async () => {
    const squads = ['c0a41f32-9a8c-40b7-a20b-9336e0cd4c2f'];

    const creating = await thrown(panel.create(newAccess({ squads }), call));
    const account = await panel.create(newAccess(), call);
    const updating = await thrown(panel.update(account, newAccess({ squads }), call));

    expect(creating).to.be.instanceOf(UpstreamFailed).with.nested.property('details.errorCode', 'A018');
    expect(updating).to.be.instanceOf(UpstreamFailed).with.nested.property('details.errorCode', 'A039');
    expect(await panel.lacking(squads, call)).to.deep.equal(squads);
  });

  it('does not take a wrong address for a missing account', async () => {
    const error = await thrown(connect({ url: `${emulator.publicUrl}/elsewhere` }).get('4', call));

    expect(error).to.be.instanceOf(Never).with.property('message').that.includes('PANEL_API_URL');
  });

  it('finds nobody under a uuid, so that the account is looked for by its name', async () => {
    const uuid = '1fc0d9c2-32ed-497c-b940-9a3bdb0376f2';

    for (const attempt of [panel.get(uuid, call), panel.disable(uuid, call), panel.devices(uuid, call)]) {
      expect(await thrown(attempt)).to.be.instanceOf(AccountMissing);
    }
  });

  it('is refused with a wrong, a deleted and a read-only token, and says nothing of the token', async () => {
    await emulator.control('PUT', '/tokens', { token: 'deleted-token', grant: 'deleted' });
    await emulator.control('PUT', '/tokens', { token: 'read-token', grant: 'read' });
    await emulator.control('PUT', '/tokens', { token: 'admin-token', grant: 'admin' });

    for (const key of ['wrong-token', 'deleted-token', 'read-token', 'admin-token']) {
      const error = await thrown(connect({ key }).create(newAccess(), call));
      expect(error, key).to.be.instanceOf(UpstreamRejected).and.not.instanceOf(AccountMissing);
      expect(JSON.stringify([String(error), error])).to.not.include(key);
    }
  });

  it('creates no account whose end is not in the future', async () => {
    for (const expiresAt of [null, new Date(Date.now() - day)]) {
      expect(await thrown(panel.create(newAccess({ expiresAt }), call))).to.be.instanceOf(RangeError);
    }
    expect(emulator.panel.users.size).to.equal(0);
  });

  it('sends no number that the panel would round', async () => {
    const trafficLimitBytes = 2n ** 53n + 1n;

    expect(await thrown(panel.create(newAccess({ trafficLimitBytes }), call))).to.be.instanceOf(RangeError);
  });

  it('finds its marker in the last line of a description and nowhere else', async () => {
    const markers = {
      '2getpro:7': '2getpro:7',
      'a good customer\n2getpro:7\n': '2getpro:7',
      '2getpro:7\nmoved by hand': null,
      'see 2getpro:7': null,
      '2getpro:': null,
      '': null,
    };
    for (const [description, marker] of Object.entries(markers)) {
      const username = `by_hand_${emulator.panel.users.size}`;
      await emulator.call('POST', '/users', { username, description, expireAt: '2099-01-01T00:00:00Z' });
      expect(await panel.find(username, call), description).to.include({ marker, telegramId: null });
    }
  });

  it('revives an account that expired, by its new end alone', async () => {
    const expireAt = new Date(Date.now() - day).toISOString();
    await emulator.call('POST', '/users', { username: 'lapsed', expireAt });
    await emulator.control('POST', '/watch');
    const lapsed = await panel.find('lapsed', call);
    expect(lapsed).to.include({ state: 'expired' });

    expect(await panel.enable(String(lapsed?.ref), call)).to.include({ state: 'expired' });
    expect(await panel.update(lapsed!, newAccess(), call)).to.include({ state: 'active' });
  });
});

describe('the settings of Remnawave', () => {
  const url = 'http://remnawave:3000';

  it('make no panel when there are none', () => {
    expect([...createPanels({}, request).keys()]).to.deep.equal([]);
  });

  it('make a panel of an address and a key', () => {
    const panels = createPanels({ PANEL_API_URL: url, PANEL_API_KEY: token }, request);

    expect([...panels.keys()]).to.deep.equal(['remnawave']);
  });

  it('name both when one of them is missing', () => {
    for (const settings of [{ PANEL_API_URL: url }, { PANEL_API_KEY: token }]) {
      const { error } = remnawave.settings.safeParse(settings);
      expect(error?.issues[0]?.message).to.match(/PANEL_API_URL and PANEL_API_KEY/);
    }
  });

  it('are refused when the address is none', () => {
    expect(
      remnawave.settings.safeParse({ PANEL_API_URL: 'remnawave:3000', PANEL_API_KEY: token }).success,
    ).to.equal(false);
  });
});
