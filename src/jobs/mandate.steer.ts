import type { Mandate } from '../db/models/mandate.js';
import { Later, Never, refused } from '../domain/errors.js';
import { dueStep } from '../domain/mandate.js';
import { jobsByName } from '../effects/jobs-by-name.js';
import { takeProviderTurn } from '../effects/provider-turn.js';
import { tell } from '../effects/tell.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';

/**
 * Has a provider stop what it charges by itself, or let its payer take it up again: whichever is wanted now. The subject is
 * the mandate's id. Safe to repeat: one caller at a time, and what is so already is not asked for.
 */
export default defineJob({
  name: 'mandate.steer',
  queue: 'payments',

  async run(subject, scope) {
    const { db } = scope;
    const { row: mandate, token } = await takeProviderTurn(db.mandates, BigInt(subject), 'steer mandate');
    const step = dueStep(mandate);
    if (step === null) {
      await db.mandates.giveTurnBack(mandate.id, token);
      return;
    }
    await call(mandate, step, scope).catch(async (error: unknown) => {
      if (refused(error)) await db.mandates.giveTurnBack(mandate.id, token);
      throw error;
    });
    const told = await db.mandates.endTurn(mandate, token, step === 'stop' ? 'stopped' : 'paused');
    if (!told || dueStep(told)) throw new Later(`mandate ${subject} is wanted otherwise by now`, 1_000);
    await say(told, scope);
  },
});

async function call(
  { id, provider, externalId, payerId }: Mandate,
  step: 'stop' | 'allow',
  { payments, signal }: Scope,
): Promise<void> {
  const mandates = payments.known.get(provider)?.mandates;
  if (!mandates?.[step])
    throw new Never('mandate.no_provider', `nobody here can ${step} what ${provider} charges by itself`);
  await mandates[step]({ externalId, payer: payerId }, { signal, subject: `mandate:${id}` });
}

/** Whoever looks at the switch sees it turned; another way may have waited for it. */
async function say({ id, userId, subscriptionId, state }: Mandate, { db }: Scope): Promise<void> {
  if (subscriptionId === null) return;
  const screen = `renewal:${subscriptionId}`;
  const reason = `mandate:${id}:${state}:${Date.now()}`;
  await db.transaction(async (trx) => {
    await promise(trx, jobsByName.reviewRenewal, subscriptionId);
    await tell(db, trx, { userId, reason, screen, replaces: screen, inPlace: true });
  });
}
