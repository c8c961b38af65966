import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSite } from '../../../scripts/run/site.js';
import { interrupted } from '../../support/interruption.js';
import { openShop, type Shop, type ShopOptions } from '../../support/fleet/open-shop.js';

export type { Shop };

/** A shop with a database of its own whose processes run over the sandbox. Call inside a `describe`. */
export function useShop(options: ShopOptions = {}): Shop {
  const shop = {} as Shop & { logs: string };
  const site = openSite();
  let failed = false;
  before(async function () {
    this.timeout(90_000);
    shop.logs = await mkdtemp(join(tmpdir(), '2getpro-e2e-'));
    Object.assign(shop, await openShop(options, shop.logs, site));
    await shop.fleet.ready();
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed' && !interrupted.aborted;
  });
  after(async function () {
    this.timeout(60_000);
    await site.clear().catch((error: unknown) => {
      console.log(`      logs of the fleet: ${shop.logs}`);
      throw error;
    });
    if (failed) console.log(`      logs of the fleet: ${shop.logs}`);
    else await rm(shop.logs, { recursive: true, force: true });
  });
  return shop;
}
