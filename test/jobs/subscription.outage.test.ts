import { expect } from 'chai';
import type { Panel } from '../../src/panels/panel.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { useProvisioning } from '../support/provisioning.js';
import { until } from '../support/until.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('subscription.provision, when things go wrong', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, row, grant, withdraw, provision, letTurnRunOut, account, accounts, panel, changes } =
    useProvisioning(database, world);
  const fault = (kind: string, match: string, times = 1, ms = 1) =>
    panel('POST', '/faults', { kind, match, times, ms });

  /** The real panel, whose calls first do something else. */
  const panelsWith = (before: Partial<Record<keyof Panel, () => Promise<void>>>) => {
    const real = world().panels.get('remnawave')!;
    const wrapped = new Proxy(real, {
      get(target, name: keyof Panel) {
        const [first, method] = [before[name], target[name]];
        if (!first) return method;
        return async (...args: readonly unknown[]) => {
          await first();
          return Reflect.apply(method, target, args) as unknown;
        };
      },
    });
    return new Map([['remnawave', wrapped]]);
  };

  for (const kind of ['down', '500', 'reset'] as const) {
    it(`is owed while the panel answers with ${kind}, and makes one account when it is back`, async () => {
      await grant();
      await panel('POST', '/faults', { kind });
      for (let attempt = 0; attempt < 3; attempt += 1) {
        expect(await failure(provision())).to.include({ code: 'upstream.failed' });
        expect(await row()).to.include({ appliedRevision: null });
        await letTurnRunOut();
      }
      expect(await shop().told()).to.deep.equal([]);

      await panel('DELETE', '/faults');
      await provision();
      expect(accounts()).to.have.length(1);
      expect(await row()).to.include({ appliedRevision: 1 });
    });
  }

  it('keeps its turn to the end when an answer was lost, and then adopts by name what it had made', async () => {
    await grant();
    await fault('lost', 'POST /api/users');
    expect(await failure(provision())).to.include({ code: 'upstream.failed' });
    expect(accounts()).to.have.length(1);
    expect(await row()).to.include({ panelAccount: null, appliedRevision: null });
    expect(await failure(provision())).to.include({ code: 'work.later' });

    await letTurnRunOut();
    await provision();
    expect(await row()).to.include({ panelAccount: String(account().id), appliedRevision: 1 });
    expect((await changes()).filter((call) => call === 'POST /api/users')).to.have.length(1);
  });

  it('is told once more when a call was made past its turn: it may have overtaken a newer one', async () => {
    await grant();
    let isLate = false;
    const late = async () => {
      if (isLate) return;
      isLate = true;
      await letTurnRunOut();
      await provision(); // by whoever has the turn now
      expect(await row()).to.include({ appliedRevision: 1 });
    };

    expect(await failure(provision({ panels: panelsWith({ create: late }) }))).to.include({
      code: 'work.later',
    });
    expect(accounts()).to.have.length(1);
    expect(await row()).to.include({ appliedRevision: null });
    const key = `subscription.provision:${(await row()).id}`;
    const promised = (await promisedKeys(database.db)).filter((each) => each === key);
    expect(promised, 'by the grant, and by the one who was late').to.have.length(2);

    await provision();
    expect(await row()).to.include({ appliedRevision: 1 });
  });

  it('takes the account of its name that is there when it makes one', async () => {
    await grant();
    let raced = false;
    const race = async () => {
      if (raced) return;
      raced = true;
      await database.db.knex('subscriptions').update({ turnUntil: new Date(Date.now() + 60_000) });
      const { id, paidUntil } = await row();
      await world()
        .panels.get('remnawave')!
        .create(
          {
            name: 'tg_4242',
            marker: `2getpro:${id}`,
            telegramId: 4242n,
            enabled: true,
            expiresAt: paidUntil,
            trafficLimitBytes: 0n,
            trafficStrategy: 'NO_RESET',
            deviceLimit: 1,
            squads: [],
            externalSquad: null,
          },
          { signal: new AbortController().signal, subject: 'race' },
        );
    };
    await provision({ panels: panelsWith({ create: race }) });
    expect(account()).to.include({ hwidDeviceLimit: 5 });
    expect(await row()).to.include({ appliedRevision: 1, panelAccount: String(account().id) });
  });

  it('tells the panel again when something was bought while it was told', async () => {
    await grant();
    let bought = false;
    const buy = async () => {
      if (!bought) await grant({ sourceId: '2', months: 3 });
      bought = true;
    };
    await provision({ panels: panelsWith({ create: buy }) });

    const { paidUntil, ...rest } = await row();
    expect(rest).to.include({ revision: 2, appliedRevision: 2 });
    expect(account().expireAt).to.equal(paidUntil!.toISOString());
    expect(await shop().told()).to.have.length(2);
  });

  it('never lets a stale writer overwrite what is newer: a second worker waits for the turn of a slow one', async () => {
    await grant();
    await provision();
    await grant({ sourceId: '2' });
    let release = (): void => {};
    const pause = new Promise<void>((resolve) => (release = resolve));
    let paused = false;
    const slow = provision({
      panels: panelsWith({
        update: () => {
          paused = true;
          return pause;
        },
      }),
    });
    await until(() => paused);

    await grant({ sourceId: '3', months: 12 });
    expect(await failure(provision())).to.include({ code: 'work.later' });
    release();
    await slow;
    const { paidUntil, ...rest } = await row();
    expect(rest).to.include({ revision: 3, appliedRevision: 3 });
    expect(account().expireAt).to.equal(paidUntil!.toISOString());
  });

  it('records nothing when its turn was lost, and stops before the next call', async () => {
    await grant();
    const lose = async () => {
      await database.db.knex('subscriptions').update({ turn: crypto.randomUUID() });
    };
    expect(await failure(provision({ panels: panelsWith({ create: lose }) }))).to.include({
      code: 'work.later',
    });
    expect(await row()).to.include({ appliedRevision: null, panelAccount: null });
    expect(await shop().told()).to.deep.equal([]);

    await letTurnRunOut();
    world().sandbox.remnawave.users.remove(account());
    const loseSlowly = async () => {
      const began = performance.now();
      await lose();
      await until(() => performance.now() - began > 1_000); // calls that follow at once share a lease
    };
    expect(await failure(provision({ panels: panelsWith({ lacking: loseSlowly }) }))).to.include({
      code: 'work.later',
    });
    expect(accounts()).to.deep.equal([]);
  });

  it('lets no call last longer than its turn', async () => {
    await grant();
    const deadlines: AbortSignal[] = [];
    const real = world().panels.get('remnawave')!;
    const create: Panel['create'] = (access, call) => {
      deadlines.push(call.signal);
      return real.create(access, call);
    };
    await provision({ panels: new Map([['remnawave', { ...real, create }]]) });
    await until(() => deadlines[0]!.aborted, 9_000, 'the call had no deadline');
  });

  it('gives its turn back at once when the panel speaks of a conflict, and owes as before: no person is needed', async () => {
    await grant();
    await fault('409', 'POST /api/users');
    expect(await failure(provision())).to.include({ code: 'work.later' });
    expect(await row()).to.include({ turn: null, appliedRevision: 0 });
    await provision();
    expect(await row()).to.include({ appliedRevision: 1 });
  });

  it('disables again and again until the panel has heard of a refund', async () => {
    await grant();
    await provision();
    await withdraw();
    await fault('lost', `POST /api/users/${account().id}/actions/disable`);
    expect(await failure(provision())).to.include({ code: 'upstream.failed' });
    expect(await row()).to.include({ appliedRevision: null });
    await letTurnRunOut();
    await provision();
    expect([account().status, (await row()).appliedRevision]).to.deep.equal(['DISABLED', 2]);
  });
});
