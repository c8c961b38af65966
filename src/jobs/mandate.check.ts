import type { Mandate } from '../db/models/mandate.js';
import { Never } from '../domain/errors.js';
import { nextCheck } from '../domain/mandate.js';
import { findPayment } from '../effects/find-payment.js';
import { settleSeen } from '../effects/settle-seen.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';

/**
 * The time of a charge has come, and nobody told us of it: its provider is asked for the last one, less and less often. The
 * subject is the mandate's id. Safe to repeat: it settles what the provider says, and one run promises one next look; a
 * charge that came promised its own.
 */
const checkMandate = defineJob({
  name: 'mandate.check',
  queue: 'payments',

  async run(subject, scope) {
    const { db, now } = scope;
    const mandate = await db.mandates.query().findById(subject).throwIfNotFound();
    if (!isAwaited(mandate, now())) return;
    await ask(mandate, scope);
    const after = await db.mandates.query().findById(subject).throwIfNotFound();
    const dueAt = nextCheck(after.paidUntil, now());
    if (!isAwaited(after, now()) || dueAt === null) return;
    await db.transaction((trx) => promise(trx, checkMandate, after.id, {}, { dueAt }));
  },
});

export default checkMandate;

const isAwaited = ({ state, paidUntil }: Mandate, now: Date): boolean =>
  state !== 'stopped' && paidUntil <= now;

async function ask({ id, provider: name, externalId }: Mandate, scope: Scope): Promise<void> {
  const { db, payments, signal } = scope;
  const provider = payments.known.get(name);
  if (!provider?.get)
    throw new Never('mandate.no_provider', `nobody here can ask ${name} what it charges by itself`);
  const seen = await provider.get(externalId, { signal, subject: `mandate:${id}` });
  const payment = seen && (await findPayment(db, name, seen));
  if (payment) await settleSeen(payment, seen, { source: 'mandate.check' }, scope);
}
