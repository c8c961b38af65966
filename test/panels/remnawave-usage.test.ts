import { expect } from 'chai';
import { AccountMissing, UpstreamFailed } from '../../src/domain/errors.js';
import { shownRange } from '../../src/domain/usage.js';
import { request } from '../../src/http.js';
import type { Panel } from '../../src/panels/panel.js';
import { createRemnawavePanel } from '../../src/panels/remnawave.js';
import { startEmulator, token, type Emulator } from '../sandbox/remnawave/emulator.js';
import { call, GiB, newAccess, thrown } from './access.js';

for (const version of ['3.3.2', '2.7.4']) {
  describe(`traffic by day of Remnawave ${version}`, () => {
    let emulator: Emulator;
    let panel: Panel;
    let ref: string;
    before(async () => {
      emulator = await startEmulator({ version });
      panel = createRemnawavePanel({ url: emulator.apiUrl, key: token, secret: undefined }, request);
      ({ ref } = await panel.create(newAccess(), call));
    });
    after(() => emulator.close());
    /** Asked for in each test: a suite may run past midnight. */
    const shown = () => shownRange(new Date());

    it('is what was moved, day by day, and zero where nothing was', async () => {
      const range = shown();
      const used = { usedTrafficBytes: Number(3n * GiB) };
      await emulator.control('POST', `/users/${ref}/usage`, used);

      const days = await panel.usage(ref, range, call);

      expect(days).to.have.lengthOf(14);
      expect(days[0]).to.deep.equal({ day: range.from, bytes: 0n });
      expect(days.at(-1)).to.deep.equal({ day: range.to, bytes: 3n * GiB });
      expect(await panel.usage(ref, { from: range.to, to: range.to }, call)).to.deep.equal(days.slice(-1));
    });

    it('stays when the counter is reset, and goes on being added up', async () => {
      await panel.resetTraffic(ref, call);
      await emulator.control('POST', `/users/${ref}/usage`, { usedTrafficBytes: Number(GiB) });

      expect((await panel.usage(ref, shown(), call)).at(-1)).to.include({ bytes: 4n * GiB });
      expect((await panel.get(ref, call)).trafficUsedBytes).to.equal(GiB);
    });

    it(`of an account that is gone is ${version.startsWith('2') ? 'missing' : 'nothing'}`, async () => {
      const gone = panel.usage('999', shown(), call);
      if (version.startsWith('2')) expect(await thrown(gone)).to.be.instanceOf(AccountMissing);
      else expect((await gone).every(({ bytes }) => bytes === 0n)).to.equal(true);
    });

    it('is unknown while the panel’s database is away', async () => {
      await emulator.control('POST', '/faults', { kind: '500', match: 'GET /api/bandwidth-stats', times: 1 });
      expect(await thrown(panel.usage(ref, shown(), call))).to.be.instanceOf(UpstreamFailed);
    });
  });
}
