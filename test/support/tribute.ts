import type { Db } from '../../src/db/db.js';
import { request } from '../../src/http.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { createPayments, type Payments } from '../../src/payments/registry.js';
import type { Scope } from '../../src/queue/scope.js';
import { becameOf } from './deliver.js';
import { perform } from './perform.js';
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
export async function storeTold(db: Db, payments: Payments, name: string, payload: object): Promise<string> {
  const body = Buffer.from(JSON.stringify({ name, created_at: '2026-11-23T10:15:58.33246Z', payload }));
  const eventId = payments.offered.get('tribute')!.webhook!.read(body)!.id;
  await db.inbox.receive({ provider: 'tribute', eventId, body }, reconcilePayment, 'test');
  const row = await db.knex('inbox_events').where({ eventId }).first<{ id: bigint }>('id');
  return String(row.id);
}

/** Stored and understood; answers what became of the event. */
export async function told(
  scope: Pick<Scope, 'db' | 'payments'> & Partial<Scope>,
  name: string,
  payload: object,
): Promise<{ state: string; reason: string | null }> {
  const id = await storeTold(scope.db, scope.payments, name, payload);
  await perform(reconcilePayment, id, scope);
  return becameOf(scope.db, id);
}
