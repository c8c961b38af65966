import { payerOf } from '../chat/payer.js';
import type { MethodBinding } from '../db/models/method-binding.js';
import { keyLifeMs } from '../domain/idempotence.js';
import { Later, Never, refused } from '../domain/errors.js';
import { firstPollMs } from '../domain/polling.js';
import { takeProviderTurn } from '../effects/provider-turn.js';
import { endBinding } from '../effects/settle-binding.js';
import { tell } from '../effects/tell.js';
import type { Checkout } from '../payments/provider.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';
import checkBinding from './binding.check.js';

/**
 * Opens the page on which a person saves a method, and shows its button. The subject is the binding's id. Safe to repeat:
 * one caller at a time, under the binding's id as idempotency key.
 */
export default defineJob({
  name: 'binding.open',
  queue: 'payments',

  async run(subject, scope) {
    const { db } = scope;
    const turn = await takeProviderTurn(db.methodBindings, BigInt(subject), 'open binding');
    const { row: binding, token } = turn;
    if (binding.payUrl !== null || binding.state !== 'created') {
      await db.methodBindings.giveTurnBack(binding.id, token);
      return;
    }
    const checkout = await openPage(binding, scope).catch(async (error: unknown) => {
      if (refused(error)) {
        await db.methodBindings.giveTurnBack(binding.id, token);
        if (error.retry === 'never') await db.transaction((trx) => endBinding(db, trx, binding, 'failed'));
      }
      throw error;
    });
    await record(binding, checkout, token, scope);
  },
});

async function openPage(
  binding: MethodBinding,
  { db, payments, chat, signal, now }: Scope,
): Promise<Checkout> {
  const { id, provider, userId, createdAt } = binding;
  const saved = payments.known.get(provider)?.saved;
  if (!saved) throw new Never('binding.no_provider', `nobody here saves methods at ${provider}`);
  if (now().getTime() - createdAt.getTime() > keyLifeMs)
    throw new Never('binding.too_old', `binding ${id} is too old to be opened`);
  const payer = await db.users.query().findById(userId).throwIfNotFound();
  return saved.bind(
    { bindingId: String(id), createdAt, payer: payerOf(payer, chat) },
    { signal, subject: `binding:${id}` },
  );
}

async function record(
  { id, userId }: MethodBinding,
  { externalId, payUrl, expiresAt }: Checkout,
  token: string,
  { db, now }: Scope,
): Promise<void> {
  const screen = `binding:${id}`;
  await db.transaction(async (trx) => {
    const locked = await db.methodBindings.lock(trx, id);
    if (locked.turn !== token) throw new Later(`the turn to open binding ${id} ran out`, 1_000);
    const state = locked.state === 'created' ? 'pending' : locked.state;
    await locked.$query(trx).patch({ externalId, payUrl, expiresAt, state, turn: null, turnUntil: null });
    const dueAt = new Date(now().getTime() + firstPollMs);
    await promise(trx, checkBinding, id, {}, { dueAt });
    await tell(db, trx, { userId, reason: `${screen}:link`, screen, replaces: screen, lane: 0 });
  });
}
