import type { Db } from '../../src/db/db.js';
import type { Scope } from '../../src/queue/scope.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { perform } from './perform.js';

/** A notification of YooKassa, as the web process stores it; answers the inbox event's id. */
export async function store(
  db: Db,
  event: string,
  object: object,
  eventId: string = crypto.randomUUID(),
): Promise<string> {
  const body = Buffer.from(JSON.stringify({ type: 'notification', event, object }));
  await db.inbox.receive({ provider: 'yookassa', eventId, body }, reconcilePayment, 'test');
  const row = await db.knex('inbox_events').where({ eventId }).first<{ id: bigint }>('id');
  return String(row.id);
}

/** Stored and understood; answers what became of the event. */
export async function deliver(
  scope: Pick<Scope, 'db'> & Partial<Scope>,
  event: string,
  object: object,
): Promise<{ state: string; reason: string | null }> {
  const id = await store(scope.db, event, object);
  await perform(reconcilePayment, id, scope);
  return becameOf(scope.db, id);
}

export async function becameOf(db: Db, id: string): Promise<{ state: string; reason: string | null }> {
  const row = await db.knex('inbox_events').where({ id }).first<{ state: string; reason: string | null }>();
  return { state: row.state, reason: row.reason };
}
