import { expect } from 'chai';
import type { Access } from '../../src/domain/access.js';
import { AccountExists, AccountMissing } from '../../src/domain/errors.js';
import type { Delivery, Panel } from '../../src/panels/panel.js';
import { call, day, GiB, newAccess, thrown } from './access.js';

/** An adapter with the emulated panel behind it. */
export interface Rig {
  readonly panel: Panel;
  /** A squad that the panel has. */
  readonly squad: string;
  /** What the panel itself does, past the adapter. */
  useTraffic(ref: string, bytes: bigint): Promise<void>;
  addDevice(ref: string, id: string): Promise<void>;
  removeAccount(ref: string): void;
  /** Waits for a webhook about the account. */
  deliveryAbout(ref: string): Promise<Delivery>;
  close(): Promise<void>;
}

/** Of new links; two more characters make one. */
const key = '0123456789abcdef'.repeat(2).slice(2);

/** What every adapter must do, whatever the panel behind it. */
export function describePanel(title: string, start: () => Promise<Rig>): void {
  describe(title, () => {
    let rig: Rig;
    let panel: Panel;
    const created = (changes: Partial<Access> = {}) => panel.create(newAccess(changes), call);

    before(async () => {
      rig = await start();
      panel = rig.panel;
    });
    after(async () => rig.close());

    it('creates an account that holds what it was given', async () => {
      const access = newAccess({ squads: [rig.squad] });

      const account = await panel.create(access, call);

      expect(account).to.deep.include({
        name: access.name,
        marker: access.marker,
        telegramId: access.telegramId,
        state: 'active',
        expiresAt: access.expiresAt,
        trafficLimitBytes: access.trafficLimitBytes,
        trafficUsedBytes: 0n,
        deviceLimit: access.deviceLimit,
        squads: [rig.squad],
      });
      expect(account.link).to.match(/^https?:\/\//);
      expect(await panel.get(account.ref, call)).to.deep.equal(account);
      expect(await panel.find(access.name, call)).to.deep.equal(account);
    });

    it('creates a disabled account when access is off', async () => {
      expect(await created({ enabled: false })).to.include({ state: 'disabled' });
    });

    it('leaves the device limit to the panel when none is given', async () => {
      expect(await created({ deviceLimit: null, telegramId: null })).to.include({
        deviceLimit: null,
        telegramId: null,
      });
    });

    it('finds nothing under a name that nobody has', async () => {
      expect(await panel.find('nobody_here', call)).to.equal(null);
    });

    it('refuses a name that is taken', async () => {
      const access = newAccess();
      await panel.create(access, call);

      expect(await thrown(panel.create(access, call))).to.be.instanceOf(AccountExists);
    });

    it('makes one account of twenty calls at once for one name', async () => {
      const access = newAccess();

      const calls = await Promise.allSettled(Array.from({ length: 20 }, () => panel.create(access, call)));

      const failures = calls.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as unknown] : [],
      );
      expect(failures).to.have.lengthOf(19);
      for (const failure of failures) expect(failure).to.be.instanceOf(AccountExists);
    });

    it('updates to absolute values, so a repeat changes nothing', async () => {
      const account = await created({ squads: [rig.squad] });
      const { ref, name, link } = account;
      const access = newAccess({
        name,
        telegramId: null,
        expiresAt: new Date(Date.now() + 60 * day),
        trafficLimitBytes: 0n,
        deviceLimit: null,
        squads: [],
      });

      const first = await panel.update(account, access, call);
      const second = await panel.update(account, access, call);

      expect(first).to.deep.include({
        ref,
        name,
        link,
        marker: access.marker,
        telegramId: null,
        expiresAt: access.expiresAt,
        trafficLimitBytes: 0n,
        deviceLimit: null,
        squads: [],
        state: 'active',
      });
      expect(second).to.deep.equal(first);
    });

    it('updates without enabling what is disabled', async () => {
      const account = await created({ enabled: false });
      const { name } = account;

      expect(await panel.update(account, newAccess({ name, enabled: true }), call)).to.include({
        state: 'disabled',
      });
    });

    it('leaves an end alone that is past or was never granted', async () => {
      const account = await created();
      const { name, expiresAt } = account;

      for (const end of [null, new Date(Date.now() - day)]) {
        const updated = await panel.update(
          account,
          newAccess({ name, expiresAt: end, enabled: false }),
          call,
        );
        expect(updated.expiresAt).to.deep.equal(expiresAt);
      }
    });

    it('disables and enables, and does both twice', async () => {
      const { ref } = await created();

      expect(await panel.disable(ref, call)).to.include({ state: 'disabled' });
      expect(await panel.disable(ref, call)).to.include({ state: 'disabled' });
      expect(await panel.enable(ref, call)).to.include({ state: 'active' });
      expect(await panel.enable(ref, call)).to.include({ state: 'active' });
    });

    it('does not lift by enabling what the panel limited', async () => {
      const { ref } = await created({ trafficLimitBytes: GiB });
      await rig.useTraffic(ref, 2n * GiB);

      expect(await panel.enable(ref, call)).to.include({ state: 'limited', trafficUsedBytes: 2n * GiB });
    });

    it('gives a new link and nothing else when the old one is revoked, and the same to a repeat', async () => {
      const { link: old, ...account } = await created();

      const { link, ...revoked } = await panel.revokeLink(account.ref, `${key}01`, call);

      expect(link).to.not.equal(old);
      expect(revoked).to.deep.equal(account);
      expect(await panel.revokeLink(account.ref, `${key}01`, call)).to.deep.equal({ ...account, link });
      expect((await panel.revokeLink(account.ref, `${key}02`, call)).link).to.not.be.oneOf([old, link]);
    });

    it('resets the traffic, which ends a limit', async () => {
      const { ref } = await created({ trafficLimitBytes: GiB });
      await rig.useTraffic(ref, GiB);

      expect(await panel.resetTraffic(ref, call)).to.include({ state: 'active', trafficUsedBytes: 0n });
    });

    it('lists devices and removes one, twice if need be', async () => {
      const { ref } = await created();
      expect(await panel.devices(ref, call)).to.deep.equal([]);
      await rig.addDevice(ref, 'aaaaaaaaaa-0001');
      await rig.addDevice(ref, 'aaaaaaaaaa-0002');

      await panel.removeDevice(ref, 'aaaaaaaaaa-0001', call);
      await panel.removeDevice(ref, 'aaaaaaaaaa-0001', call);

      const [device, ...more] = await panel.devices(ref, call);
      expect(device).to.include({ id: 'aaaaaaaaaa-0002', model: null, platform: null, osVersion: null });
      expect(device?.addedAt.getTime()).to.be.closeTo(Date.now(), 5_000);
      expect(device?.seenAt.getTime()).to.be.closeTo(Date.now(), 5_000);
      expect(more).to.deep.equal([]);
    });

    it('misses an account that somebody deleted in every call', async () => {
      const { ref, name } = await created();
      rig.removeAccount(ref);

      expect(await panel.find(name, call)).to.equal(null);
      const calls = {
        get: () => panel.get(ref, call),
        update: () => panel.update({ ref, marker: null, note: '' }, newAccess(), call),
        enable: () => panel.enable(ref, call),
        disable: () => panel.disable(ref, call),
        revokeLink: () => panel.revokeLink(ref, `${key}03`, call),
        resetTraffic: () => panel.resetTraffic(ref, call),
        devices: () => panel.devices(ref, call),
        removeDevice: () => panel.removeDevice(ref, 'aaaaaaaaaa-0001', call),
      };
      for (const [name_, missed] of Object.entries(calls)) {
        expect(await thrown(missed()), name_).to.be.instanceOf(AccountMissing);
      }
    });

    it('knows its squads and its version', async () => {
      expect(await panel.lacking([rig.squad], call)).to.deep.equal([]);
      expect(await panel.lacking([rig.squad, 'none-of-ours'], call)).to.deep.equal(['none-of-ours']);
      expect((await panel.health(call)).version).to.match(/^\d+\./);
    });

    it('believes and reads what the panel tells, and nothing that was changed on the way', async () => {
      const { ref } = await created();
      await panel.disable(ref, call); // what only says back what we told is not kept

      const delivery = await rig.deliveryAbout(ref);

      expect(() => panel.verify(delivery)).not.to.throw();
      expect(panel.read(delivery.raw, delivery.headers)).to.include({ ref });
      const changed = Buffer.from(delivery.raw.toString().replace('DISABLED', 'disabled'));
      expect(() => panel.verify({ ...delivery, raw: changed })).to.throw();
      expect(() => panel.verify({ ...delivery, headers: {} })).to.throw();
    });
  });
}
