import type { Db } from '../../src/db/db.js';
import type { Order } from '../../src/db/models/order.js';
import { rub } from './shop.js';

export const addonPrice = rub(50_00n);

/** An open order of two devices more for a person's subscription, as the tap on a button leaves it. */
export async function orderAddon(db: Db, userId: bigint, subscriptionId: bigint): Promise<Order> {
  const { id: addonVersionId } = await db.addons.query().insertAndFetch({
    kind: 'devices',
    amount: 2n,
    priceMinor: addonPrice.minor,
    currency: addonPrice.currency,
  });
  const bought = { userId, subscriptionId, addonVersionId, kind: 'addon', planVersionId: null } as const;
  return db.transaction((trx) => db.orders.findOrOpen(trx, { ...bought, price: addonPrice }));
}
