import { expect } from 'chai';
import express from 'express';
import { AccountExists, AccountMissing, UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { request } from '../../src/http.js';
import type { Panel } from '../../src/panels/panel.js';
import { NotUnderstood } from '../../src/panels/remnawave-client.js';
import { createRemnawavePanel } from '../../src/panels/remnawave.js';
import { serve } from '../sandbox/remnawave/emulator.js';
import { recorded } from '../sandbox/remnawave/recorded.js';
import { call, newAccess, thrown } from './access.js';

describe('the Remnawave adapter, told what a real panel answered', () => {
  let served: Awaited<ReturnType<typeof serve>>;
  let panel: Panel;
  let script: { status: number; body: unknown }[] = [];
  const heard: { method: string; path: string; headers: Record<string, unknown>; body: unknown }[] = [];

  before(async () => {
    const app = express().get('/api/system/metadata', (_request, response) => {
      response.send(recorded('system-metadata').response.body);
    });
    app.use(express.json(), ({ method, originalUrl: path, headers, body }, response) => {
      heard.push({ method, path, headers, body: body as unknown });
      const answer = script.shift();
      response.status(answer?.status ?? 599);
      if (answer?.body === '') response.end();
      else response.send(answer?.body);
    });
    served = await serve(app);
    panel = createRemnawavePanel({ url: served.url, key: 'api-token', secret: undefined }, request);
  });
  after(async () => served.close());
  beforeEach(() => {
    heard.length = 0;
  });

  /** The panel will answer these in turn. */
  const given = (...names: string[]): void => {
    script = names.map((name) => {
      const { status, body } = recorded(name).response;
      return { status: status ?? 599, body };
    });
  };

  it('understands an account', async () => {
    given('users-create');

    expect(await panel.create(newAccess(), call)).to.deep.equal({
      ref: '4',
      name: 'tg_7123456789',
      marker: null,
      note: 'order 1',
      telegramId: 7_123_456_789n,
      state: 'active',
      expiresAt: new Date('2026-12-23T17:56:16.640Z'),
      trafficLimitBytes: 107_374_182_400n,
      trafficUsedBytes: 0n,
      countedSince: new Date('2026-11-23T17:56:17.039Z'),
      deviceLimit: 3,
      squads: ['2b10a1b3-8c32-4d05-bc16-e925bdd053c8'],
      link: 'https://sub.local/syNYdjBT7H58wEKW',
    });
    expect(heard[0]).to.deep.include({ method: 'POST', path: '/api/users' });
    expect(heard[0]?.headers).to.include({
      authorization: 'Bearer api-token',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
    });
  });

  it('understands every account that was ever recorded', async () => {
    const names = [
      'users-create-minimal',
      'users-create-status-expired',
      'users-create-unicode',
      'users-create-negative-telegram',
      'users-create-expire-year-2099',
      'users-get-by-id',
      'users-disable',
      'users-extend-fraction',
      'users-enable-expired',
      'client-timeout-but-user-was-created',
    ];
    for (const name of names) {
      given(name);
      expect(await panel.get('4', call), name).to.have.property('link');
    }
  });

  it('sends absolute values by id, and never the status', async () => {
    given('users-update-expireAt');
    const access = newAccess({ deviceLimit: null });

    await panel.update({ ref: '4', marker: null, note: '' }, access, call);

    expect(heard[0]).to.deep.include({
      method: 'PATCH',
      path: '/api/users',
      body: {
        id: 4,
        expireAt: access.expiresAt?.toISOString(),
        telegramId: Number(access.telegramId),
        trafficLimitBytes: Number(access.trafficLimitBytes),
        trafficLimitStrategy: 'MONTH',
        description: access.marker,
        hwidDeviceLimit: null,
        activeInternalSquads: [],
        externalSquadUuid: null,
      },
    });
  });

  it('reads the account when it is disabled or enabled already', async () => {
    given('users-disable-again', 'users-disable');
    expect(await panel.disable('4', call)).to.include({ ref: '4', state: 'disabled' });

    given('users-disable', 'users-enable-again', 'users-enable');
    expect(await panel.enable('4', call)).to.include({ ref: '4', state: 'active' });
    expect(heard.map(({ method, path }) => `${method} ${path}`).slice(-3)).to.deep.equal([
      'GET /api/users/4',
      'POST /api/users/4/actions/enable',
      'GET /api/users/4',
    ]);
  });

  it('understands revoked links, reset traffic, devices and squads', async () => {
    given('users-get-by-id', 'users-revoke');
    expect((await panel.revokeLink('4', 'f'.repeat(32), call)).link).to.equal(
      'https://sub.local/uMufS57kj9rMarRo',
    );
    given('users-reset-traffic');
    expect(await panel.resetTraffic('4', call)).to.include({ trafficUsedBytes: 0n });
    given('hwid-list-user');
    const devices = await panel.devices('4', call);
    expect(devices).to.have.lengthOf(4);
    expect(devices[3]).to.deep.equal({
      id: 'aaaaaaaaaa-0001',
      model: 'iPhone15,2',
      platform: 'iOS',
      osVersion: '18.0',
      addedAt: new Date('2026-11-23T17:56:18.119Z'),
      seenAt: new Date('2026-11-23T17:56:18.119Z'),
    });
    given('hwid-delete');
    await panel.removeDevice('4', 'aaaaaaaaaa-0001', call);
    given('internal-squads-list');
    expect(await panel.lacking(['2b10a1b3-8c32-4d05-bc16-e925bdd053c8', 'no-such'], call)).to.deep.equal([
      'no-such',
    ]);
    expect(await panel.health(call)).to.deep.equal({ version: '3.3.2' });
  });

  const meanings = {
    'users-create-duplicate-username': AccountExists,
    'client-timeout-retry': AccountExists,
    'users-get-404': AccountMissing,
    'users-get-by-username-404': AccountMissing,
    'users-update-404': AccountMissing,
    'hwid-list-404': AccountMissing,
    'users-get-by-telegram-id-old-route': NotUnderstood,
    'unknown-route': NotUnderstood,
    'users-get-uuid-instead-of-id': NotUnderstood,
    'users-update-past-expire': NotUnderstood,
    'users-create-duplicate-shortuuid': UpstreamRejected,
    'auth-no-token': UpstreamRejected,
    'auth-scope-missing': UpstreamRejected,
    'squad-create-dup': UpstreamRejected,
    'malformed-json': NotUnderstood,
    'users-create-unknown-squad': UpstreamFailed,
    'users-update-unknown-squad': UpstreamFailed,
    'outage-pg-down-create': UpstreamFailed,
    'outage-pg-down-get': UpstreamFailed,
  };
  for (const [name, Meaning] of Object.entries(meanings)) {
    it(`takes ${name} for ${Meaning.name}`, async () => {
      given(name);

      const error = await thrown(panel.get('4', call));

      expect(error).to.have.property('name', Meaning.name);
    });
  }
});
