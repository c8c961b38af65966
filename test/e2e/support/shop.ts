import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openShop, type Closers, type Shop, type ShopOptions } from '../../support/fleet/open-shop.js';

export type { Shop };

/** A shop with a database of its own whose processes run over the sandbox. Call inside a `describe`. */
export function useShop(options: ShopOptions = {}): Shop {
  const shop = {} as Shop & { closers: Closers };
  let failed = false;
  before(async function () {
    this.timeout(90_000);
    const logs = await mkdtemp(join(tmpdir(), '2getpro-e2e-'));
    Object.assign(shop, { logs, closers: [] });
    Object.assign(shop, await openShop(options, logs, shop.closers));
    await shop.fleet.ready();
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async function () {
    this.timeout(60_000);
    const faults: unknown[] = [];
    for (const close of shop.closers.toReversed()) {
      await close().catch((error: unknown) => faults.push(error));
    }
    if (faults.length > 0) throw faults[0];
    if (failed) console.log(`      logs of the fleet: ${shop.logs}`);
    else await rm(shop.logs, { recursive: true, force: true });
  });
  return shop;
}
