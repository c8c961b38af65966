import type { Found } from '../db/breaks.js';
import type { Provider } from '../payments/provider.js';
import type { Proof } from './proof.js';
import { proveOlder } from './prove-older.js';
import { provePayments } from './prove-payments.js';
import { proveRefunds } from './prove-refunds.js';

/** Whether anybody can be asked how this provider's books stand. */
export const isProvable = ({ listSince, get }: Provider): boolean =>
  listSince !== undefined || get !== undefined;

/**
 * Compares what a provider says has come and gone back with what our books say, both ways and page by page. What only
 * one of them told us is settled first, as if it had been told; what differs all the same is answered. Safe to repeat.
 */
export async function* proveBooks(proof: Proof): AsyncIterable<Found> {
  const told = new Set<string>();
  for await (const found of provePayments(proof)) {
    told.add(found.externalId);
    yield found;
  }
  yield* proveOlder(proof, told);
  yield* proveRefunds(proof);
}
