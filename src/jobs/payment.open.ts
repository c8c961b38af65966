import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import type { User } from '../db/models/user.js';
import { Later, Never, refused, type AppError } from '../domain/errors.js';
import { unfinishedStates } from '../domain/payment.js';
import { describe } from '../chat/describe.js';
import { payerOf } from '../chat/payer.js';
import { awaitMandate } from '../effects/counted-charge.js';
import { takeProviderTurn } from '../effects/provider-turn.js';
import { endPayment } from '../effects/settle-payment.js';
import { tell } from '../effects/tell.js';
import type { Checkout } from '../payments/provider.js';
import type { Term } from '../domain/term.js';
import { keyLifeMs } from '../domain/idempotence.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';
import pollPayment from './payment.poll.js';
import { firstPollMs } from '../domain/polling.js';

/**
 * Opens the invoice with the payment's provider and shows its pay button. The subject is the payment's id.
 *
 * Safe to repeat: one caller at a time, under the payment's id as idempotency key while the provider knows it. Where it
 * knows no keys, what a call of unknown outcome left is looked for first; where it cannot be, that call is the last. For
 * an order that cannot be paid any more nothing is opened.
 */
export default defineJob({
  name: 'payment.open',
  queue: 'payments',

  async run(subject, scope) {
    const { db } = scope;
    const before = await db.payments.query().findById(subject).throwIfNotFound();
    const bill = await read(before, scope);
    const { row: payment, token } = await takeProviderTurn(db.payments, BigInt(subject), 'open payment');
    if (payment.payUrl !== null || !unfinishedStates.has(payment.state)) {
      await db.payments.giveTurnBack(payment.id, token);
      return;
    }
    const { state } = bill.order;
    if (state !== 'open') return end(payment, token, 'canceled', `the order is ${state}`, scope);
    const interrupted = before.turn !== null;
    const checkout = await openCheckout(payment, bill, interrupted, scope).catch(async (error: unknown) => {
      if (refused(error)) await giveUp(payment, token, error, { interrupted, scope });
      throw error;
    });
    await record(payment, bill, checkout, token, scope);
  },
});

interface Bill {
  readonly order: Order;
  readonly payer: User;
  readonly description: string;
  /** What each charge pays for, where it repeats and still can. */
  readonly repeat: Term | null;
}

/** What the call needs, before its turn is taken: a turn that a fault of ours left would count as a call of unknown outcome. */
async function read(payment: Payment, scope: Scope): Promise<Bill> {
  const { db } = scope;
  const order = await db.orders.query().findById(payment.orderId).throwIfNotFound();
  const payer = await db.users.query().findById(order.userId).throwIfNotFound();
  const repeat = payment.repeats ? await termOf(payment, order, scope) : null;
  return { order, payer, repeat, description: await describe(order, payer, scope, repeat) };
}

/** `interrupted`: how an earlier call ended, nobody knows. */
async function openCheckout(
  payment: Payment,
  { payer, description, repeat }: Bill,
  interrupted: boolean,
  scope: Scope,
): Promise<Checkout> {
  const { db, payments, signal, now } = scope;
  const provider = payments.known.get(payment.provider);
  if (!provider?.create)
    throw new Never('payment.no_provider', `nobody here opens payments at ${payment.provider}`);
  if (payment.externalId === null && now().getTime() - payment.createdAt.getTime() > keyLifeMs)
    throw new Never(
      'payment.too_old',
      `payment ${payment.id} is too old to be opened without a second invoice`,
    );
  const call = { signal, subject: `payment:${payment.id}` };
  if (interrupted && provider.createIdempotency === 'none') {
    if (!provider.find)
      throw new Never(
        'payment.unknown_outcome',
        `payment ${payment.id} may have an invoice that nobody knows`,
      );
    const made = await provider.find(String(payment.id), payment.createdAt, call);
    if (made) return made;
  }
  if (payment.repeats && !repeat)
    throw new Never('payment.no_rhythm', 'it cannot be charged again and again any more');
  if (provider.receipts) await db.payments.addressReceipt(payment.id, payer.email);
  return provider.create(
    {
      paymentId: String(payment.id),
      createdAt: payment.createdAt,
      amount: payment.amount,
      description,
      ...(payment.saves && provider.saved && { save: true as const }),
      ...(repeat && { repeat }),
      payer: payerOf(payer, scope.chat),
    },
    call,
  );
}

/** Its payer chose it while it was offered; null when it is no more. */
async function termOf(
  { provider }: Payment,
  { planVersionId }: Order,
  { db, payments }: Scope,
): Promise<Term | null> {
  const plan = planVersionId === null ? null : await db.plans.byId(db.knex, planVersionId);
  return (plan && payments.known.get(provider)?.mandates?.termOf(plan)) ?? null;
}

/**
 * Nothing was done there, so the next may try at once; unless an earlier call got no answer: whoever tries next must know
 * it, by the turn. What is refused for good fails, and its person need not wait.
 */
async function giveUp(
  payment: Payment,
  token: string,
  error: AppError,
  { interrupted, scope }: { readonly interrupted: boolean; readonly scope: Scope },
): Promise<void> {
  if (error.retry === 'never') await end(payment, token, 'failed', error.code, scope);
  else if (!interrupted) await scope.db.payments.giveTurnBack(payment.id, token);
}

async function end(
  { id }: Payment,
  token: string,
  to: 'failed' | 'canceled',
  reason: string,
  { db }: Scope,
): Promise<void> {
  await db.payments.giveTurnBack(id, token);
  await db.transaction((trx) => endPayment(db, trx, id, to, { source: 'payment.open', reason }));
}

async function record(
  payment: Payment,
  { order, repeat }: Bill,
  checkout: Checkout,
  token: string,
  scope: Scope,
): Promise<void> {
  const { db, now } = scope;
  const { externalId, payUrl, expiresAt, mandateId } = checkout;
  const screen = `payment:${payment.id}`;
  await db.transaction(async (trx) => {
    const { state: orderState } = await db.orders.lock(trx, order.id);
    const locked = await db.payments.lock(trx, payment.id);
    if (locked.turn !== token) throw new Later(`the turn to open payment ${payment.id} ran out`, 1_000);
    // Its webhook may have been faster than this answer: then only the link is missing.
    if (locked.state === 'created')
      await db.payments.move(trx, locked, 'pending', { source: 'payment.open' });
    await locked.$query(trx).patch({
      externalId: locked.externalId ?? externalId,
      payUrl,
      expiresAt,
      turn: null,
      turnUntil: null,
    });
    if (mandateId !== undefined && repeat)
      await awaitMandate(db, trx, { order, payment: locked, externalId: mandateId, term: repeat }, now());
    await promise(trx, pollPayment, payment.id, {}, { dueAt: new Date(now().getTime() + firstPollMs) });
    if (orderState === 'open' && unfinishedStates.has(locked.state)) {
      await tell(db, trx, {
        userId: order.userId,
        reason: `${screen}:link`,
        screen,
        replaces: screen,
        lane: 0,
      });
    }
  });
}
