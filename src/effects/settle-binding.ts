import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { MethodBinding } from '../db/models/method-binding.js';
import { isUnfinished } from '../domain/binding.js';
import type { BindSnapshot } from '../payments/saved-methods.js';
import type { Scope } from '../queue/scope.js';
import { saveMethod } from './save-method.js';
import { tell } from './tell.js';

/**
 * Asks a binding's provider how it stands and settles what it says. Null where it cannot be asked or knows nothing.
 */
export async function askBinding(binding: MethodBinding, scope: Scope): Promise<BindSnapshot | null> {
  const { db, payments, signal, now } = scope;
  const saved = payments.known.get(binding.provider)?.saved;
  if (!saved || binding.externalId === null) return null;
  const seen = await saved.getBinding(binding.externalId, { signal, subject: `binding:${binding.id}` });
  if (seen) await db.transaction((trx) => settleBinding(db, trx, binding.id, seen, now()));
  return seen;
}

/**
 * Turns a sighting of a binding into its whole effect: the method, which becomes the default, the binding's state and a
 * message. Safe to repeat and to race: a second sighting tells nothing new. One that was given up may still succeed.
 */
async function settleBinding(
  db: Db,
  trx: Transaction,
  id: bigint,
  { claim, ours, method }: BindSnapshot,
  now: Date,
): Promise<void> {
  const binding = await db.methodBindings.lock(trx, id);
  if (claim === 'pending' || binding.state === 'succeeded') return;
  if (claim === 'succeeded' && ours && method) {
    const { userId, provider } = binding;
    await saveMethod(db, trx, userId, provider, method, now);
    const kept = await db.paymentMethods.called(trx, provider, method.id);
    await binding.$query(trx).patch({ state: 'succeeded', methodId: kept?.id ?? null });
    return tellBinding(db, trx, binding, 'succeeded');
  }
  if (!isUnfinished(binding.state)) return;
  await endBinding(db, trx, binding, claim === 'expired' ? 'expired' : 'failed');
}

/** Nothing came of it; whoever still looks at its button should know. */
export async function endBinding(
  db: Db,
  trx: Transaction,
  binding: MethodBinding,
  state: 'failed' | 'expired',
): Promise<void> {
  await binding.$query(trx).patch({ state });
  await tellBinding(db, trx, binding, state);
}

async function tellBinding(
  db: Db,
  trx: Transaction,
  { id, userId }: MethodBinding,
  state: 'succeeded' | 'failed' | 'expired',
): Promise<void> {
  const screen = `binding:${id}`;
  const inPlace = state !== 'succeeded';
  await tell(db, trx, { userId, reason: `${screen}:${state}`, screen, replaces: screen, inPlace, lane: 0 });
}
