import { setTimeout as pause } from 'node:timers/promises';
import type { BookedPayment, Place } from '../db/books.js';
import type { Found } from '../db/breaks.js';
import type { Stretch } from '../db/settings.js';
import { breakKinds, type BreakKind } from '../domain/books.js';
import { dayMs } from '../domain/term.js';
import type { Provider } from '../payments/provider.js';
import { rows, type Proof } from './proof.js';
import { compareOne, paceMs } from './prove-payments.js';

/** Where each payment has to be asked for by itself: so many of the older ones a day. */
const askedADay = 500;
/** As long as the payers of a card may say that they never bought it. */
export const disputableMs = 120 * dayMs;

/** Nobody but the payments themselves tells what went back of them. */
export const tellsByPayments = ({ refundOf, refundsSince }: Provider): boolean =>
  refundOf !== undefined && refundsSince === undefined;

/** Which of its differences a provider is asked for by name: one of a refund bears the refund's where it has such names. */
export const askedByName = ({ get, getRefund, refundsSince }: Provider): readonly BreakKind[] =>
  breakKinds.filter((kind) => (kind === 'refund' && refundsSince ? getRefund : get) !== undefined);

/** What still differs, or was explained. */
export const notClosed = ({ id, scope }: Proof, kinds: readonly BreakKind[]) =>
  rows(
    0n,
    (after) => scope.db.breaks.notClosed(id, after, kinds),
    (row) => row.id,
  );

/**
 * What is older than the look reaches back: each payment that is disputed, each whose difference is not closed, and, where
 * there is no list that would tell of them, some of the others, those first that were asked for longest ago.
 */
export async function* proveOlder(proof: Proof, told: ReadonlySet<string>): AsyncIterable<Found> {
  const { provider, scope } = proof;
  if (!provider.get) return;
  const asked = new Set(told);
  for await (const [externalId, ours] of older(proof)) {
    if (asked.has(externalId)) continue;
    asked.add(externalId);
    const found = await compareOne(externalId, ours, null, proof);
    if (found) yield found;
    await pause(paceMs, undefined, { signal: scope.signal });
  }
}

async function* older(proof: Proof): AsyncIterable<readonly [string, BookedPayment | undefined]> {
  const { id, provider } = proof;
  const { books } = proof.scope.db;
  const disputed = (after: bigint) => books.disputed(id, after);
  for await (const ours of rows(0n, disputed, (row) => row.id)) yield [ours.externalId, ours];
  const kinds = breakKinds.filter((kind) => kind !== 'refund' || !provider.refundsSince);
  for await (const { externalId } of notClosed(proof, kinds)) {
    const [ours] = await books.named(id, [externalId]);
    yield [externalId, ours];
  }
  if (!provider.listSince && tellsByPayments(provider))
    for await (const ours of walk(proof))
      if (provider.knows?.(ours.externalId) !== false) yield [ours.externalId, ours];
}

async function* walk(proof: Proof): AsyncIterable<BookedPayment> {
  const { id, from: until, provenSince, scope } = proof;
  const { from, to } = await stretchOf(proof);
  const unproven = (after: Place) =>
    scope.db.books.unproven({ provider: id, after, until: to ?? until, provenBefore: provenSince }, 'booked');
  yield* rows({ at: from, id: 0n }, unproven, (row) => row);
}

/** On from where the last day stopped, the same for both looks of a day, and from the beginning where it came to the end. */
async function stretchOf({ id, from: until, provenSince, scope: { db } }: Proof): Promise<Stretch> {
  const name = `books.walk:${id}` as const;
  const day = provenSince.toISOString();
  const last = await db.settings.get(name);
  if (last?.day === day) return last;
  const oldest = new Date(until.getTime() - disputableMs).toISOString();
  const from = last?.to && last.to > oldest ? last.to : oldest;
  const to = await db.books.placeBehind(id, from, until, askedADay);
  const stretch = { day, from, to };
  await db.settings.set(name, stretch);
  return stretch;
}
