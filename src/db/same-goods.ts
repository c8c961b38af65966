import type { OrderKind } from '../domain/order.js';
import type { Value } from './ask.js';

/** What an order is for. */
export interface Ordered {
  readonly userId: bigint;
  readonly kind: OrderKind;
  readonly subscriptionId: bigint | null;
  readonly planVersionId: bigint | null;
  readonly addonVersionId?: bigint | null;
}

const first = 'select id from subscriptions where user_id = ? and number = 1';

const alike: Partial<Record<OrderKind, string>> = {
  gift: ' and plan_version_id = ?',
  addon: ` and addon_version_id in (select b.id from addon_versions a
    join addon_versions b on b.kind = a.kind and b.amount = a.amount where a.id = ?)`,
};

/**
 * Orders that stand for the same wish: time for the same subscription, of whichever plan; as much of the same on top of it, at
 * whichever price; a gift of the same plan; a top-up. One that names no subscription is for the first, also once that is there.
 */
export function sameGoods(ordered: Ordered): { readonly sql: string; readonly values: readonly Value[] } {
  const { userId, kind, subscriptionId, planVersionId, addonVersionId = null } = ordered;
  const which: readonly Value[] =
    kind === 'gift' ? [planVersionId] : kind === 'addon' ? [addonVersionId] : [];
  return {
    sql: `user_id = ? and kind = ?
      and coalesce(subscription_id, (${first})) is not distinct from coalesce(?::bigint, (${first}))${alike[kind] ?? ''}`,
    values: [userId, kind, userId, subscriptionId, userId, ...which],
  };
}
