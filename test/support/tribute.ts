import { expect } from 'chai';
import type { Db } from '../../src/db/db.js';
import { dayMs } from '../../src/domain/term.js';
import { request } from '../../src/http.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { createPayments, type Payments } from '../../src/payments/registry.js';
import type { Scope } from '../../src/queue/scope.js';
import { becameOf } from './deliver.js';
import { perform } from './perform.js';
import { openShop, type TestShop } from './shop.js';
import { toolsWith } from './tools.js';

/** Somebody who sells by links of Tribute, whose products are these. */
export const tributeSelling = (products: string): Payments =>
  createPayments({ TRIBUTE_API_KEY: 'trb-key', TRIBUTE_PRODUCTS: products }, toolsWith(request));

/** A charge of the subscription 1644, as Tribute tells it; a month of anna's unless told otherwise. */
export const charge = (expiresAt: Date | string, more: object = {}): object => ({
  subscription_name: 'VPN ⭐',
  subscription_id: 1644,
  period_id: 1547,
  period: 'monthly',
  price: 299_00,
  amount: 269_10,
  currency: 'rub',
  user_id: 31326,
  trb_user_id: 'T-31326',
  telegram_user_id: 42,
  expires_at: typeof expiresAt === 'string' ? expiresAt : expiresAt.toISOString(),
  type: 'regular',
  ...more,
});

/** A notification, as the web process stores it; answers the inbox event's id. */
export async function storeTold(
  db: Db,
  payments: Payments,
  name: string,
  payload: object,
  at = '2026-11-23T10:15:58.33246Z',
): Promise<string> {
  const body = Buffer.from(JSON.stringify({ name, created_at: at, payload }));
  const eventId = payments.known.get('tribute')!.webhook!.read(body)!.id;
  await db.inbox.receive({ provider: 'tribute', eventId, body }, reconcilePayment, 'test');
  const row = await db
    .knex('inbox_events')
    .where({ provider: 'tribute', eventId })
    .first<{ id: bigint }>('id');
  return String(row.id);
}

/** Stored and understood; answers what became of the event. */
export async function told(
  scope: Pick<Scope, 'db' | 'payments'> & Partial<Scope>,
  name: string,
  payload: object,
  at?: string,
): Promise<{ state: string; reason: string | null }> {
  const id = await storeTold(scope.db, scope.payments, name, payload, at);
  await perform(reconcilePayment, id, scope);
  return becameOf(scope.db, id);
}

export const in30Days = (): Date => new Date(Date.now() + 30 * dayMs);

/** A shop that sells by links of Tribute, and anna, whom it knows. Call inside a `describe`. */
export function useTribute(database: { readonly db: Db }) {
  const payments = tributeSelling('1644/1547=1, 1644/1548=3, 9/9=3, 77=1');
  const held: { shop?: TestShop; userId?: bigint } = {};
  beforeEach(async () => {
    held.shop = await openShop(database.db);
    held.userId = await held.shop.person(42n);
  });
  const paidUntil = async (): Promise<Date | null> => (await held.shop!.subscription(held.userId!)).paidUntil;

  return {
    payments,
    shop: () => held.shop!,
    userId: () => held.userId!,
    scope: () => ({ db: database.db, payments }),
    orders: () => database.db.orders.query().orderBy('id'),
    grants: () => database.db.grants.query().orderBy('id'),
    rows: () => database.db.payments.query().orderBy('id'),
    paidUntil,
    /** Not before that moment, and less than a day after it. */
    async expectEnd(until: Date): Promise<void> {
      const surplus = ((await paidUntil())?.getTime() ?? 0) - until.getTime();
      expect(surplus, 'how much longer').to.be.at.least(0).and.below(dayMs);
    },
  };
}
