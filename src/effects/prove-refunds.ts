import { setTimeout as pause } from 'node:timers/promises';
import type { BookedRefund, Place } from '../db/books.js';
import type { Found } from '../db/breaks.js';
import { differInRefund } from '../domain/books.js';
import type { RefundSnapshot } from '../payments/provider.js';
import { findPayment } from './find-payment.js';
import { callOf, firstPlace, listFrom, pagesOf, rows, tryTo, type Proof } from './proof.js';
import { notClosed } from './prove-older.js';
import { paceMs } from './prove-payments.js';
import { settleRefund } from './settle-refund.js';

/**
 * Theirs against ours, then what of ours they did not name, and what still differed of older ones; where their payments
 * tell of it, nothing is left to do.
 */
export async function* proveRefunds(proof: Proof): AsyncIterable<Found> {
  const { id, provider, scope } = proof;
  if (!provider.refundsSince) return;
  const list = provider.refundsSince(listFrom(proof), callOf(proof));
  const told = new Set<string>();
  for await (const page of pagesOf(list))
    for await (const found of comparePage(page, proof)) {
      told.add(found.externalId);
      yield found;
    }
  const { until, provenSince: provenBefore } = proof;
  const unproven = (after: Place) =>
    scope.db.books.unprovenRefunds({ provider: id, after, until, provenBefore });
  for await (const ours of rows(firstPlace(proof), unproven, (row) => row)) {
    if (told.has(ours.externalId)) continue;
    const theirs = (await provider.getRefund?.(ours.externalId, callOf(proof))) ?? null;
    const difference = differInRefund(ours, theirs);
    if (difference) {
      told.add(ours.externalId);
      yield { ...difference, provider: id, externalId: ours.externalId, paymentId: ours.paymentId };
    } else await scope.db.books.prove('refunds', [ours.id], scope.now());
  }
  if (provider.getRefund) yield* proveDiffering(proof, told);
}

/** However old: whatever its provider says of it, or of what it does not know, is compared anew. */
async function* proveDiffering(proof: Proof, told: ReadonlySet<string>): AsyncIterable<Found> {
  const { id, provider, scope } = proof;
  for await (const { externalId, paymentId } of notClosed(proof, ['refund'])) {
    if (told.has(externalId)) continue;
    const theirs = (await provider.getRefund?.(externalId, callOf(proof))) ?? null;
    if (theirs && theirs.claim !== 'pending') yield* comparePage([theirs], proof);
    else {
      const ours = paymentId === null ? undefined : await scope.db.books.refundOf(paymentId, externalId);
      const difference = differInRefund(ours, theirs);
      if (difference) yield { ...difference, provider: id, externalId, paymentId };
    }
    await pause(paceMs, undefined, { signal: scope.signal });
  }
}

async function* comparePage(page: readonly RefundSnapshot[], proof: Proof): AsyncIterable<Found> {
  const { scope, id } = proof;
  const decided = page.filter(({ claim }) => claim !== 'pending');
  const booked = byName(await scope.db.books.namedRefunds(id, decided));
  for (const theirs of decided) {
    if (differInRefund(booked.get(nameOf(theirs)), theirs))
      await tryTo(theirs.externalId, proof, () => heal(theirs, proof));
  }
  const after = byName(await scope.db.books.namedRefunds(id, decided));
  const proven: bigint[] = [];
  for (const theirs of decided) {
    const ours = after.get(nameOf(theirs));
    const difference = differInRefund(ours, theirs);
    if (difference)
      yield {
        ...difference,
        provider: id,
        externalId: theirs.externalId,
        paymentId: ours?.paymentId ?? null,
      };
    else if (ours) proven.push(ours.id);
  }
  await scope.db.books.prove('refunds', proven, scope.now());
}

/** Made in the provider's cabinet, where no webhook told of it; or ours, whose end was not heard of. */
async function heal(theirs: RefundSnapshot, { id, scope: { db, now } }: Proof): Promise<void> {
  const payment = await findPayment(db, id, { externalId: theirs.paymentExternalId, paymentId: null });
  if (!payment) return;
  await db.transaction((trx) =>
    settleRefund(db, trx, payment.id, theirs, { source: 'books.match', now: now() }),
  );
}

const nameOf = ({
  paymentExternalId,
  externalId,
}: {
  paymentExternalId: string;
  externalId: string;
}): string => `${paymentExternalId} ${externalId}`;
const byName = (refunds: readonly BookedRefund[]): Map<string, BookedRefund> =>
  new Map(refunds.map((each) => [nameOf(each), each]));
