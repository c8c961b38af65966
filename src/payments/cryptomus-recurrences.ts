import { Never } from '../domain/errors.js';
import { formatDecimal, money, parseMoney, sameMoney } from '../domain/money.js';
import { addTerm, type Term } from '../domain/term.js';
import type { CallOptions } from '../http.js';
import { orderOfRecurrence, pageSchema, recurrenceSchema, type Recurrence } from './cryptomus-answers.js';
import { cryptomusMandates, isOver, periodOf, readRecurrence, states, terms } from './cryptomus-mandates.js';
import { uuidSchema } from './heleket-answers.js';
import type { HeleketClient } from './heleket-client.js';
import type { Checkout, Intent, Snapshot } from './provider.js';

/**
 * Payments that Cryptomus repeats by itself, once their payer logged in there and agreed
 * (https://doc.cryptomus.com/business/recurring/creating, …/info, …/list, …/cancel). The form of what it tells of a charge is
 * not published, so that is only a hint, and one is asked for. It names no charge, only when the last one was
 * (`last_pay_off`): so a charge is called by its recurrence and its time, and can be read until the next one. What goes back
 * of one, in the cabinet, nobody can be asked.
 */
export const createRecurrences = (client: HeleketClient, service: string, callback: string | null) => ({
  mandates: cryptomusMandates(client),

  /**
   * Of undocumented idempotence: what a lost answer left is looked for first, under the same order. It is known by name from
   * now on, so that whoever chooses otherwise has it ended: its page can be agreed to for ever.
   */
  async open(intent: Intent, term: Term, call: CallOptions): Promise<Checkout> {
    const order = { ...orderOf(intent, term), ...(callback !== null && { url_callback: callback }) };
    const found = await readRecurrence(client, { order_id: order.order_id }, call);
    const made = found ?? (await client.create('/recurrence/create', order, recurrenceSchema, call));
    const isOurs =
      made.order_id === order.order_id &&
      made.period === order.period &&
      made.status === 'wait_accept' &&
      (made.url_callback ?? callback) === callback &&
      sameMoney(parseMoney(made.amount, made.currency), intent.amount);
    if (isOurs) return { externalId: made.uuid, payUrl: made.url, expiresAt: null, mandateId: made.uuid };
    throw new Never(
      'payment.other_invoice',
      `${service} has recurrence ${made.uuid}, ${made.status}, of ${made.amount} ${made.currency} under ${order.order_id}`,
      { service, uuid: made.uuid },
    );
  },

  /** By any of its names: its uuid, our order's, or a charge's; null where it cannot tell of that (any more). */
  async get(name: string, call: CallOptions): Promise<Snapshot | null> {
    const [uuid = '', charge] = name.split(':');
    const isUuid = uuidSchema.safeParse(uuid).success;
    if (!isUuid && orderOfRecurrence(name) === null) return null;
    const found = await readRecurrence(client, isUuid ? { uuid } : { order_id: name }, call);
    const snapshot = found && toSnapshot(found);
    return charge === undefined || snapshot?.externalId === name ? snapshot : null;
  },

  /** Of each the last one. There is no filter, and no order that is published. What nobody paid yet is asked for by name. */
  async *charges(call: CallOptions): AsyncIterable<Snapshot> {
    for (let cursor: string | undefined; ;) {
      const path =
        cursor === undefined ? '/recurrence/list' : `/recurrence/list?${new URLSearchParams({ cursor })}`;
      const { items, paginate } = await client.read(path, {}, pageSchema, call);
      yield* items.filter(({ last_pay_off: last }) => last !== null).map(toSnapshot);
      const next = paginate.nextCursor ?? undefined;
      if (next === undefined || next === cursor) return;
      cursor = next;
    }
  },
});

function orderOf({ paymentId, amount, description }: Intent, term: Term) {
  const period = periodOf(term);
  if (!period) throw new Never('payment.no_rhythm', 'Cryptomus has no such rhythm');
  return {
    amount: formatDecimal(amount),
    currency: amount.currency,
    name: Array.from(description).slice(0, 60).join('').padEnd(3, '.'),
    period,
    order_id: `repeat-${paymentId}`,
  };
}

/** Its last charge, or that there was none. Its amount is what each of them is of. */
function toSnapshot(recurrence: Recurrence): Snapshot {
  const { uuid, order_id: order, amount, currency, period, status, last_pay_off: last } = recurrence;
  const sum = {
    paymentId: orderOfRecurrence(order),
    amount: parseMoney(amount, currency),
    refunded: money(0n, currency),
    ours: true,
  };
  if (last === null) return { ...sum, externalId: uuid, claim: isOver(recurrence) ? 'canceled' : 'pending' };
  const state = states.get(status);
  const term = terms[period];
  return {
    ...sum,
    externalId: `${uuid}:${last.getTime() / 1_000}`,
    claim: 'succeeded',
    repeatable: true,
    repeat: { mandateId: uuid, term, paidUntil: addTerm(last, term), byTime: true, ...(state && { state }) },
  };
}
