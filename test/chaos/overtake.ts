import { setTimeout as sleep } from 'node:timers/promises';
import { tell } from '../e2e/support/buyer.js';
import { twoUnpaid } from './buyer.js';
import type { Person } from './chats.js';
import type { Scene } from './faults.js';
import type { Market } from './market.js';

/** What is counted when it has happened. */
export const overtaken = 'overtaken panel call';

/** Shorter than a turn, longer than it takes until another worker would write. */
const slowMs = 8_000;

/**
 * A panel call that takes long, the death of whoever made it, and a purchase that comes meanwhile: what lands last must
 * not be what was older. The person has an account already. False where the call was never made in time.
 */
export async function overtake({ shop, away }: Scene, market: Market, person: Person): Promise<boolean> {
  const [first, second] = await twoUnpaid(market, person);
  const fault = {
    match: 'PATCH /api/users',
    holding: `"telegramId":${person.id}`,
    kind: 'slow',
    ms: slowMs,
    times: 1,
  };
  await tell(shop, '/control/remnawave/faults', fault);
  await market.pay(person, first, 'normal');
  const struck = await hasStruck(shop, fault.holding);
  const landed = sleep(slowMs + 500); // judged earlier, nothing would have been overtaken yet
  const sellers = ['worker-1', 'worker-2'];
  await Promise.all(sellers.map((name) => away(name, () => shop.fleet.kill(name))));
  await market.pay(person, second, 'normal');
  await landed;
  return struck;
}

async function hasStruck(shop: Scene['shop'], holding: string): Promise<boolean> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) {
    const left = (await tell(shop, '/control/remnawave/faults', undefined, 'GET')) as { holding?: string }[];
    if (!left.some((fault) => fault.holding === holding)) return true;
  }
  return false;
}
