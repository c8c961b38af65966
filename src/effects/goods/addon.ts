import { appendGrant } from '../append-grant.js';
import { givesAddon } from '../gives-addon.js';
import { tell } from '../tell.js';
import { withdrawGrant } from '../withdraw-grant.js';
import type { Goods } from './goods.js';

/** Devices or traffic on top, until the end of the term that is running. */
export const addon: Goods = {
  account: () => 'sales',

  /** Its term may be over or on its way back meanwhile, or of a plan without that limit. */
  async stillGives(db, trx, { userId, subscriptionId, addonVersionId, currency }, now) {
    if (subscriptionId === null || addonVersionId === null) return false;
    // Where it gives nothing, its money goes there: the account is locked before the subscription, as everywhere.
    await db.ledger.lockBalance(trx, `user:${userId}`, currency);
    const subscription = await db.subscriptions.lockOwn(trx, subscriptionId, userId);
    return givesAddon(db, trx, subscription, await db.addons.byId(trx, addonVersionId), now);
  },

  async give(db, trx, { order, payment, now }) {
    const { id, userId, subscriptionId, addonVersionId } = order;
    if (addonVersionId === null) throw new Error(`order ${id} is for no add-on`);
    const { kind, amount } = await db.addons.byId(trx, addonVersionId);
    const extra = kind === 'devices' ? { extraDevices: Number(amount) } : { extraTrafficBytes: amount };
    const grant = { source: 'order', sourceId: String(id), ...extra } as const;
    const given = await appendGrant(db, trx, { userId, subscriptionId }, grant, now);
    if (!given || payment.provider === 'balance') return;
    const screen = `waiting:${given.subscriptionId}`;
    const replaces = `payment:${payment.id}`;
    await tell(db, trx, { userId, reason: `paid:${id}`, screen, replaces, lane: 0 });
  },

  async takeBack(db, trx, { order: { id }, share, sourceId, now }) {
    await withdrawGrant(db, trx, { source: 'order', sourceId: String(id) }, share, sourceId, now);
  },
};
