import type { Transaction } from 'objection';
import type { PaymentState } from '../domain/payment.js';
import type { Decline } from '../domain/saved-method.js';
import { ask } from './ask.js';

/** Who or what moves a payment, and what it is called at its provider, where that was not known. */
interface Why {
  readonly source: string;
  readonly reason?: string | null;
  readonly externalId?: string | null;
  readonly decline?: Decline | null;
}

const move = `
  with moved as (
    update payments set state = ?, external_id = coalesce(external_id, ?), decline = coalesce(?, decline),
      updated_at = clock_timestamp() where id = ?)
  insert into payment_events (payment_id, from_state, to_state, source, reason) values (?, ?, ?, ?, ?)`;

/** Moves a payment along, and says why in its log. The caller has asked the state table. */
export async function movePayment(
  trx: Transaction,
  { id, state: from }: { readonly id: bigint; readonly state: PaymentState },
  to: PaymentState,
  { source, reason = null, externalId = null, decline = null }: Why,
): Promise<void> {
  await ask(trx, move, to, externalId, decline, id, id, from, to, source, reason);
}

const decided = `
  select from payment_events where payment_id = ? and from_state = 'review' and to_state = 'canceled' limit 1`;

/** Whether a person canceled it in review: from there it moves only by a person, or as its money goes back. */
export const isDecided = async (
  trx: Transaction,
  { id, state }: { readonly id: bigint; readonly state: PaymentState },
): Promise<boolean> => state === 'canceled' && (await ask(trx, decided, id)).length > 0;
