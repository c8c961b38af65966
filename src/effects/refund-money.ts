import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { AccountName } from '../db/ledger.js';
import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import type { Refund } from '../db/models/refund.js';
import { goodsOf } from './goods/registry.js';
import type { Locked } from './lock-payment.js';
import { tell } from './tell.js';

/**
 * Back the way it came: from the sales, from what a top-up gave, or onto the balance; what lies on the balance already and
 * goes back all the same (`twice`) is taken from there. False: it is spent.
 */
export async function moveMoney(
  db: Db,
  trx: Transaction,
  order: Order,
  { provider }: Payment,
  refund: Refund,
  { paidOrder, twice }: { readonly paidOrder: boolean; readonly twice: bigint },
): Promise<boolean> {
  const { id: orderId, userId, kind } = order;
  const { id, amount } = refund;
  const key = `refund:${id}`;
  const kept = await goodsOf(kind).keeps?.(db, trx, order);
  const isOurs = refund.toBalance || provider === 'balance';
  const to = isOurs ? (`user:${userId}` as const) : (`provider:${provider}` as const);
  const from = accountBy(order, kept);
  // What did not pay its order, or lies on the balance anyway, is taken from there below.
  if (paidOrder && from !== `user:${userId}`) {
    if (twice > 0n) {
      if ((await db.ledger.lockBalance(trx, `user:${userId}`, amount.currency)) < twice) return false;
      const taken = { ...amount, minor: twice };
      await db.ledger.transfer(trx, { key: `${key}:twice`, from: `user:${userId}`, to: from, amount: taken });
    }
    return db.ledger.transfer(trx, { key, from, to, amount });
  }

  const held = await db.ledger.lockBalance(trx, `held:${orderId}`, amount.currency);
  if (held - (kept ?? 0n) - splitOf(order) >= amount.minor)
    return db.ledger.transfer(trx, { key, from: `held:${orderId}`, to, amount });
  const balance = await db.ledger.lockBalance(trx, `user:${userId}`, amount.currency);
  if (balance < amount.minor) return false;
  return db.ledger.transfer(trx, { key, from: `user:${userId}`, to, amount });
}

const accountBy = (order: Order, kept: bigint | undefined): AccountName =>
  kept === 0n ? 'sales' : goodsOf(order.kind).account(order);

/** Where what paid an order lies: held for whoever gets it, or given and sold. */
export const accountOf = async (db: Db, trx: Transaction, order: Order): Promise<AccountName> =>
  accountBy(order, await goodsOf(order.kind).keeps?.(db, trx, order));

/** What the balance pays of an order that can still be paid is no refund's. */
const splitOf = ({ state, heldMinor }: Order): bigint => (state === 'open' ? heldMinor : 0n);

/** What pays for the order itself stays held, and what is held for another refund of it. */
export async function giveBackHeld(db: Db, trx: Transaction, order: Order, refund: Refund): Promise<void> {
  const { id, userId } = order;
  const wasHeld = await trx('ledger_transactions')
    .where({ key: `refund:${refund.id}:held` })
    .first('id');
  if (!wasHeld) return;
  const kept = ((await goodsOf(order.kind).keeps?.(db, trx, order)) ?? 0n) + splitOf(order);
  const held = (await db.ledger.lockBalance(trx, `held:${id}`, refund.currency)) - kept;
  if (held <= 0n) return;
  const minor = held < refund.amountMinor ? held : refund.amountMinor;
  const key = `refund:${refund.id}:canceled`;
  const amount = { ...refund.amount, minor };
  await db.ledger.transfer(trx, { key, from: `held:${id}`, to: `user:${userId}`, amount });
}

/**
 * It failed days after it had been made, as where a card was closed meanwhile: the provider has the money again, so its
 * person gets it on their balance. Once.
 */
export async function keepOnBalance(
  db: Db,
  trx: Transaction,
  { order: { userId }, payment: { provider } }: Locked,
  refund: Refund,
): Promise<void> {
  const { id, amount, toBalance } = refund;
  if (toBalance) return;
  const [key, actor] = [`refund:${id}:failed`, `provider:${provider}` as const];
  await db.ledger.transfer(trx, { key, from: actor, to: `user:${userId}`, amount });
  await refund.$query(trx).patch({ toBalance: true });
  const reason = 'its provider took it back: the money is on the balance';
  await db.auditTrail.note(trx, { actor, action: 'refund.failed', subject: `refund:${id}`, reason });
  await tell(db, trx, { userId, reason: key, screen: `refunded:${id}` });
}
