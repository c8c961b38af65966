import { setTimeout as pause } from 'node:timers/promises';
import type { BookedPayment, Place } from '../db/books.js';
import type { Found } from '../db/breaks.js';
import { differ, type Difference } from '../domain/books.js';
import type { Snapshot } from '../payments/provider.js';
import { findPayment } from './find-payment.js';
import { noteRepeats } from './note-mandate.js';
import { callOf, firstPlace, listFrom, pagesOf, rows, tryTo, type Proof } from './proof.js';
import { settleSeen } from './settle-seen.js';

/** Between two questions about one payment each: nobody waits for the answers. */
export const paceMs = 100;

/** Theirs against ours by its list, then what of ours the list did not name; where it has none, each of ours. */
export async function* provePayments(proof: Proof): AsyncIterable<Found> {
  const { provider, scope } = proof;
  const told = new Set<string>();
  if (provider.listSince) {
    const list = provider.listSince(listFrom(proof), callOf(proof));
    for await (const page of pagesOf(list))
      for await (const found of comparePage(page, proof)) {
        told.add(found.externalId);
        yield found;
      }
  }
  const unproven = (after: Place) =>
    scope.db.books.unproven(
      { provider: proof.id, after, until: proof.until, provenBefore: proof.provenSince },
      provider.listSince ? 'booked' : 'all',
    );
  for await (const ours of rows(firstPlace(proof), unproven, (row) => row)) {
    if (told.has(ours.externalId) || provider.knows?.(ours.externalId) === false) continue;
    const found = await compareOne(ours.externalId, ours, null, proof);
    if (found) yield found;
    if (provider.get) await pause(paceMs, undefined, { signal: scope.signal });
  }
}

async function* comparePage(page: readonly Snapshot[], proof: Proof): AsyncIterable<Found> {
  const { scope, id } = proof;
  const named = await scope.db.books.named(
    id,
    page.map(({ externalId }) => externalId),
  );
  const byName = new Map(named.map((ours) => [ours.externalId, ours]));
  const proven: bigint[] = [];
  for (const theirs of page) {
    const ours = byName.get(theirs.externalId);
    if (ours && agree(ours, theirs, proof)) proven.push(ours.id);
    else if (!agree(ours, theirs, proof)) {
      const found = await compareOne(theirs.externalId, ours, theirs, proof);
      if (found) yield found;
    }
  }
  await scope.db.books.prove('payments', proven, scope.now());
  await scope.db.books.noteReceipts(id, page.flatMap(receiptOf));
  await noteRepeats(scope.db, id, page, { at: scope.now(), source: 'books.match' });
}

/** The list tells of receipts, too, and for nothing. */
const receiptOf = ({ externalId, claim, ours, receipt }: Snapshot) =>
  ours && claim === 'succeeded' && receipt ? [{ externalId, receipt }] : [];

/**
 * One that seems to differ is asked for by itself, where that is possible, and settled as it stands: under the name that
 * is answered, since the name of what was opened is not always that of what was paid.
 */
export async function compareOne(
  externalId: string,
  ours: BookedPayment | undefined,
  listed: Snapshot | null,
  proof: Proof,
): Promise<Found | null> {
  const { id, provider, scope } = proof;
  const theirs = provider.get
    ? await provider.get(externalId, { signal: scope.signal, subject: `${id}:${externalId}` })
    : listed;
  const name = theirs?.externalId ?? externalId;
  if (theirs && (name !== externalId || !agree(ours, theirs, proof)))
    await tryTo(name, proof, () => heal(theirs, proof));
  const [after] = await scope.db.books.named(id, [name]);
  const difference = differs(after, theirs, proof);
  if (!difference) {
    if (after) await scope.db.books.prove('payments', [after.id], scope.now());
    return null;
  }
  return { ...difference, provider: id, externalId: name, paymentId: after?.id ?? ownIdOf(theirs) };
}

/** As if it had been told. */
async function heal(theirs: Snapshot, { id, scope }: Proof): Promise<void> {
  const payment = await findPayment(scope.db, id, theirs);
  if (payment) await settleSeen(payment, theirs, { source: 'books.match' }, scope);
}

const tellsRefunds = ({ provider }: Proof): boolean => !provider.refundsSince;
const differs = (ours: BookedPayment | undefined, theirs: Snapshot | null, proof: Proof): Difference | null =>
  differ(ours, theirs, tellsRefunds(proof));

/** A dispute that nobody told us of is no difference of money, but is to be settled like one. */
const agree = (ours: BookedPayment | undefined, theirs: Snapshot, proof: Proof): boolean =>
  differs(ours, theirs, proof) === null && (ours === undefined || isSettled(ours, theirs, proof));

function isSettled(
  { state, refunded }: BookedPayment,
  { disputed, refunded: back }: Snapshot,
  { provider }: Proof,
): boolean {
  // A person decides of what came; what went back of it in the cabinet is no question.
  if (state === 'review' && !provider.refundsSince) return back.minor <= refunded.minor;
  if (disputed === undefined || state === 'refunded') return true;
  // Whoever won it: where refunds have a list of their own, the payment does not say.
  if (!disputed && provider.refundOf && provider.refundsSince) return false;
  return disputed === (state === 'disputed');
}

/** Ours, if they say so, though it stands there under another name. */
const ownIdOf = (theirs: Snapshot | null): bigint | null =>
  theirs?.paymentId && /^\d{1,18}$/.test(theirs.paymentId) ? BigInt(theirs.paymentId) : null;
