import { randomUUID } from 'node:crypto';
import type { Db } from '../../src/db/db.js';
import { promoCode } from './promo.js';
import type { TestShop } from './shop.js';

type Id = { readonly id: bigint };

/** Numbers that the ids of each table begin with: greater than any amount on sale, and no two tables share any. */
export async function tellIdsApart({ knex }: Db): Promise<void> {
  const tables = await knex('information_schema.columns')
    .where({ tableSchema: 'public', columnName: 'id', isIdentity: 'YES' })
    .orderBy('tableName')
    .pluck<string[]>('table_name');
  for (const [at, table] of tables.entries())
    await knex.raw('alter table ?? alter column id restart with ??', [
      table,
      knex.raw(String(9_000_001 + at * 10_000)),
    ]);
}

/** Gives a person one of each thing that has an id and may stand in a button or on a screen, beside a subscription. */
export async function endow(db: Db, shop: TestShop, userId: bigint): Promise<void> {
  const user = String(userId);
  const insert = async (table: string, row: object): Promise<string> => {
    const [{ id }] = (await db.knex(table).insert(row).returning('id')) as [Id];
    return String(id);
  };
  const { id: subscriptionId } = await shop.subscription(userId);
  const gift = await present(db, shop, userId);
  const [payment, subscription] = [String(gift.paymentId), String(subscriptionId)];
  const now = new Date();

  const method = { provider: 'yookassa', externalId: randomUUID(), title: '•• 4242', kind: 'card' };
  const methodId = await insert('payment_methods', { userId: user, ...method });
  await insert('method_bindings', { userId: user, provider: 'yookassa', state: 'succeeded', methodId });
  await insert('devices', {
    subscriptionId: subscription,
    hwid: randomUUID(),
    model: 'Pixel',
    platform: 'Android',
    addedAt: now,
    seenAt: now,
  });
  await insert('link_revocations', { subscriptionId: subscription, doneAt: now, changed: true });
  await insert('refunds', {
    paymentId: payment,
    amountMinor: '100',
    currency: 'RUB',
    state: 'succeeded',
    actor: 'test',
    reason: 'test',
  });
  await insert('mandates', {
    userId: user,
    subscriptionId: subscription,
    provider: 'platega',
    externalId: randomUUID(),
    paymentId: payment,
    planVersionId: String(gift.planVersionId),
    priceMinor: '19900',
    currency: 'RUB',
    months: 1,
    days: 30,
    state: 'stopped',
    paidUntil: now,
  });
  const promoCodeId = String(await promoCode(db));
  await insert('promo_activations', { promoCodeId, userId: user });

  const friendId = String(await shop.person());
  await db.knex('referrals').insert({ friendId, inviterId: user, source: 'code', paidAt: now });
  const reward = { paymentId: payment, friendId, inviterId: user, inviterDays: 3, givenAt: now };
  await db.knex('referral_rewards').insert(reward);
}

/** Makes their subscription one of a plan, which can renew itself. */
export async function subscribe(db: Db, shop: TestShop, userId: bigint): Promise<void> {
  const [{ id }, { id: planVersionId }] = [await shop.subscription(userId), await shop.offer(1)];
  await db
    .knex('subscriptions')
    .where({ id: String(id) })
    .update({ planVersionId: String(planVersionId) });
}

/** A gift that is paid and waits for somebody. */
async function present(db: Db, shop: TestShop, userId: bigint) {
  const { id: planVersionId, price } = await shop.offer(3);
  const bought = { userId, subscriptionId: null, kind: 'gift', planVersionId, price: price! } as const;
  const order = await db.transaction((trx) => db.orders.findOrOpen(trx, bought));
  const payment = await shop.attempt(order);
  await shop.see(payment);
  return { paymentId: payment.id, planVersionId };
}
