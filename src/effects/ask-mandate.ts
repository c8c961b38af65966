import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Mandate } from '../db/models/mandate.js';
import type { Payment } from '../db/models/payment.js';
import { Later, Never } from '../domain/errors.js';
import { isStandIn } from '../domain/mandate.js';
import type { Standing } from '../payments/mandates.js';
import type { Snapshot } from '../payments/provider.js';
import type { Scope } from '../queue/scope.js';
import { noteStanding } from './note-mandate.js';
import { endPayment } from './settle-payment.js';
import { settleSeen } from './settle-seen.js';

interface Asked {
  /** Who asks, for the logs. */
  readonly source: string;
  /** By the provider's name: one of its charges, of which we were told. */
  readonly charge?: string;
  /** Until when the provider may take to count it. */
  readonly countsBy?: Date;
}

const recountMs = 30_000;

/**
 * Asks a provider how something stands that it charges by itself, and settles what it says: the charges that came, each
 * once, and whether it goes on. Answers that, with only the charges that nobody had told us; null when the provider knows
 * nothing of it. Safe to repeat and to race.
 */
export async function askMandate(
  mandate: Mandate,
  { source, charge, countsBy = new Date(0) }: Asked,
  scope: Scope,
): Promise<Standing | null> {
  const { db, payments, signal, now } = scope;
  const { id, provider, externalId, payerId: payer, months, days } = mandate;
  const mandates = payments.known.get(provider)?.mandates;
  if (!mandates?.look)
    throw new Never('mandate.no_provider', `nobody here can ask ${provider} what it charges by itself`);
  const at = now();
  const ref = { externalId, payer, term: { months, days } };
  const standing = await mandates.look(ref, { signal, subject: `mandate:${id}` }, charge);
  if (!standing) return null;

  const before = await db.payments.chargesOf(db.knex, id);
  if (at < countsBy && isUncounted(standing, before, externalId))
    throw new Later(`${provider} does not count charge ${charge} of ${externalId} yet`, recountMs);
  if (standing.named) await settle(mandate, standing.named, source, scope);
  const known = standing.named ? await db.payments.chargesOf(db.knex, id) : before;
  const untold = standing.charges.slice(known.length);
  for (const seen of untold) await settle(mandate, seen, source, scope);
  await db.transaction((trx) => noteState(db, trx, mandate, standing, { at, source }));
  return { ...standing, charges: untold };
}

/** By its count a further charge is told from money that came for what was paid already: until then it may be either. */
const isUncounted = ({ named, charges }: Standing, known: readonly Payment[], mandateId: string): boolean =>
  named !== null &&
  known.length > 0 &&
  known.length >= charges.length &&
  !known.some(({ externalId }) => externalId === named.externalId || isStandIn(externalId, mandateId));

async function settle(
  { paymentId: id, provider }: Mandate,
  seen: Snapshot,
  source: string,
  scope: Scope,
): Promise<void> {
  await settleSeen({ id, provider }, seen, { source }, scope);
}

async function noteState(
  db: Db,
  trx: Transaction,
  { id, paymentId }: Mandate,
  { state, charges, named }: Standing,
  { at, source }: { readonly at: Date; readonly source: string },
): Promise<void> {
  if (state === 'awaited') return;
  // Nothing came, and nothing will: its person can choose another way.
  const isOver = (state === 'refused' || state === 'stopped') && charges.length === 0 && !named;
  if (isOver) await endPayment(db, trx, paymentId, 'failed', { source, reason: 'its payer did not agree' });
  await noteStanding(db, trx, id, { state: state === 'refused' ? 'stopped' : state, at, source });
}
