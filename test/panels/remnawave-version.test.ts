import { expect } from 'chai';
import { z } from 'zod';
import { AccountMissing, Never, UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { request } from '../../src/http.js';
import type { Panel } from '../../src/panels/panel.js';
import { NotUnderstood } from '../../src/panels/remnawave-client.js';
import { dialectOf } from '../../src/panels/remnawave-dialect.js';
import { createRemnawavePanel } from '../../src/panels/remnawave.js';
import { startEmulator, token, type Emulator } from '../sandbox/remnawave/emulator.js';
import { call, newAccess, thrown } from './access.js';

const journalSchema = z.object({ requests: z.array(z.object({ method: z.string(), path: z.string() })) });

describe('the version of a Remnawave panel', () => {
  let emulator: Emulator;
  let panel: Panel;
  let nowMs = Date.now();
  const become = (version: string) => emulator.control('PUT', '/version', { version });
  const calls = async (): Promise<string[]> => {
    const journal = await emulator.control('GET', '/journal').then((response) => response.json());
    return journalSchema.parse(journal).requests.map(({ method, path }) => `${method} ${path}`);
  };
  const asked = async (): Promise<number> =>
    (await calls()).filter((one) => one === 'GET /api/system/metadata').length;

  beforeEach(async () => {
    nowMs = Date.now();
    emulator = await startEmulator({ version: '2.7.4' });
    panel = createRemnawavePanel(
      { url: emulator.apiUrl, key: token, secret: undefined },
      request,
      () => nowMs,
    );
  });
  afterEach(async () => emulator.close());

  it('is asked for with the first call, and again after ten minutes', async () => {
    const { ref } = await panel.create(newAccess(), call);
    await panel.get(ref, call);
    await panel.find('nobody', call);
    nowMs += 10 * 60_000 - 1;
    await panel.lacking(['none'], call);
    expect(await asked()).to.equal(1);

    nowMs += 1;
    await panel.lacking(['none'], call);
    expect(await asked()).to.equal(2);
  });

  it('is kept while refusals are those of a panel that understood', async () => {
    const access = newAccess();
    const { ref } = await panel.create(access, call);
    await thrown(panel.create(access, call));
    await panel.disable(ref, call);
    await panel.disable(ref, call);
    await thrown(panel.get('99', call));
    expect(await asked()).to.equal(1);
  });

  it('costs an upgraded panel one question, whatever is wanted of it first', async () => {
    const wanted: Record<string, (ref: string) => Promise<unknown>> = {
      get: (ref) => panel.get(ref, call),
      update: (ref) => panel.update({ ref, marker: null, note: '' }, newAccess(), call),
      enable: (ref) => panel.enable(ref, call),
      disable: (ref) => panel.disable(ref, call),
      revokeLink: (ref) => panel.revokeLink(ref, 'a'.repeat(32), call),
      resetTraffic: (ref) => panel.resetTraffic(ref, call),
      devices: (ref) => panel.devices(ref, call),
      removeDevice: (ref) => panel.removeDevice(ref, 'aaaaaaaaaa-0001', call),
    };
    const { ref } = await panel.create(newAccess(), call);
    for (const [what, want] of Object.entries(wanted)) {
      await become('2.7.4');
      await panel.health(call);
      const before = await asked();
      await become('3.3.2');

      await want(ref);

      expect(await asked(), what).to.equal(before + 1);
    }
  });

  it('leaves an account the reference that it had', async () => {
    const { link, ...before } = await panel.create(newAccess(), call);
    await become('3.3.2');
    expect(await panel.get(before.ref, call)).to.deep.equal({ link, ...before });
    const { ref } = await panel.update(before, newAccess(), call);
    expect(ref).to.equal(before.ref);
  });

  it('that does not change makes a refusal what it was', async () => {
    const error = await thrown(panel.create(newAccess({ name: 'no' }), call));

    expect(error).to.be.instanceOf(NotUnderstood).and.instanceOf(UpstreamRejected);
    expect(error).to.have.property('message').that.includes('username: Username must be at least 3');
    expect(await calls()).to.deep.equal([
      'GET /api/system/metadata',
      'POST /api/users',
      'GET /api/system/metadata',
    ]);
  });

  it('that we do not speak is named, with those that we do, and nothing is done', async () => {
    for (const version of ['2.6.4', '2.5.0', '4.0.0', '1.6.0']) {
      await become(version);
      nowMs += 10 * 60_000;
      const error = await thrown(panel.create(newAccess(), call));
      expect(error).to.be.instanceOf(Never).and.include({ code: 'panel.unsupported_version' });
      expect(error)
        .to.have.property('message')
        .that.equals(`Remnawave ${version} was found; supported are 2.7 and later 2.x, 3.0 and later 3.x`);
    }
    expect(emulator.panel.users.size).to.equal(0);
  });

  it('that is not told belongs to a panel older than 2.5', async () => {
    await become('2.4.4');

    const error = await thrown(panel.find('anybody', call));

    expect(error).to.be.instanceOf(Never).and.include({ code: 'panel.unsupported_version' });
    expect(error).to.have.property('message').that.includes('older than 2.5');
  });

  it('stays what it was while the panel does not say it', async () => {
    await panel.create(newAccess(), call);
    nowMs += 11 * 60_000;
    await emulator.control('POST', '/faults', { kind: '500', match: 'GET /api/system/metadata' });
    await panel.create(newAccess(), call);
    expect(await asked()).to.equal(2);
  });

  it('is not guessed from what a proxy says while the panel restarts', async () => {
    await emulator.control('POST', '/faults', { kind: 'gone' });
    expect(await thrown(panel.create(newAccess(), call))).to.be.instanceOf(UpstreamFailed);
    await emulator.control('DELETE', '/faults');
    await panel.create(newAccess(), call);
  });

  it('that is later within a known major speaks as the newest that we know', () => {
    expect(dialectOf('2.8.1')).to.equal(dialectOf('2.7.0'));
    expect(dialectOf('3.99.0-dev.1')).to.equal(dialectOf('3.0.0'));
    expect(dialectOf('3.0.0')).to.not.equal(dialectOf('2.7.0'));
    for (const version of ['', 'dev', '3', '30.1.0']) {
      expect(() => dialectOf(version), version).to.throw(Never);
    }
  });

  it('that went back to 2.7 is noticed as well', async () => {
    await become('3.3.2');
    const { ref } = await panel.create(newAccess(), call);
    await become('2.7.4');
    expect(await panel.disable(ref, call)).to.include({ ref, state: 'disabled' });
    await become('3.3.2');
    expect(await panel.get(ref, call)).to.include({ ref });
    await emulator.call('DELETE', `/users/${ref}`);
    await become('2.7.4');
    expect(await thrown(panel.revokeLink(ref, 'a'.repeat(32), call))).to.be.instanceOf(AccountMissing);
  });
});
