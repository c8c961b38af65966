import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { AccountName } from '../db/ledger.js';
import type { Order } from '../db/models/order.js';
import type { Refund } from '../db/models/refund.js';
import { money } from '../domain/money.js';
import { goodsOf } from './goods/registry.js';
import type { Locked } from './lock-payment.js';
import { tell } from './tell.js';

interface Taken {
  readonly paidOrder: boolean;
  /** What lies on the balance already and goes back all the same. */
  readonly twice: bigint;
  /** What of the person's own is spent is the shop's loss. */
  readonly bearsLoss: boolean;
}

/**
 * Back the way it came: from the sales, from what a top-up gave, or onto the balance; what went `twice` is taken from there.
 * False: some of that is spent, and what is left of it is held, so that it cannot be spent, too.
 */
export async function moveMoney(
  db: Db,
  trx: Transaction,
  { order, payment: { provider } }: Locked,
  refund: Refund,
  { paidOrder, twice, bearsLoss }: Taken,
): Promise<boolean> {
  const { userId, kind } = order;
  const { id, amount } = refund;
  const key = `refund:${id}`;
  const kept = await goodsOf(kind).keeps?.(db, trx, order);
  const isOurs = refund.toBalance || provider === 'balance';
  const to = isOurs ? (`user:${userId}` as const) : (`provider:${provider}` as const);
  const from = accountBy(order, kept);
  // What did not pay its order, or lies on the balance anyway, is taken from there.
  if (!paidOrder || from === `user:${userId}`) {
    const purse = await purseOf(db, trx, order, refund, { minor: amount.minor, isOurs, bearsLoss });
    return purse !== null && db.ledger.transfer(trx, { key, from: purse, to, amount });
  }
  if (twice > 0n) {
    const purse = await purseOf(db, trx, order, refund, { minor: twice, isOurs, bearsLoss });
    if (purse === null) return false;
    const taken = { ...amount, minor: twice };
    await db.ledger.transfer(trx, { key: `${key}:twice`, from: purse, to: from, amount: taken });
  }
  return db.ledger.transfer(trx, { key, from, to, amount });
}

/**
 * Where so much of the person's own lies: held, or on their balance. Null: the rest is spent. What is left is held then,
 * unless nobody outside has the money yet.
 */
async function purseOf(
  db: Db,
  trx: Transaction,
  order: Order,
  refund: Refund,
  { minor, isOurs, bearsLoss }: { minor: bigint; isOurs: boolean; bearsLoss: boolean },
): Promise<AccountName | null> {
  const { id, currency, heldMinor } = refund;
  const held = `held:${order.id}` as const;
  const user = `user:${order.userId}` as const;
  const free = await freeOf(db, trx, order, refund);
  if (free >= minor) return held;
  const balance = await db.ledger.lockBalance(trx, user, currency);
  if (heldMinor === 0n && balance >= minor) return user;
  if (isOurs) return null;

  const missing = minor - free;
  const took = balance < missing ? balance : missing;
  if (took > 0n) {
    const key = `refund:${id}:held:${heldMinor}`;
    await db.ledger.transfer(trx, { key, from: user, to: held, amount: money(took, currency) });
    await refund.$query(trx).patch({ heldMinor: heldMinor + took });
  }
  if (took === missing) return held;
  if (!bearsLoss) return null;
  const lost = money(missing - took, currency);
  await db.ledger.transfer(trx, { key: `refund:${id}:loss`, from: 'adjust', to: held, amount: lost });
  return held;
}

/** What of `held:<order>` a refund may take: not what pays for the order itself, nor what others have taken already. */
async function freeOf(db: Db, trx: Transaction, order: Order, refund: Refund): Promise<bigint> {
  const held = await db.ledger.lockBalance(trx, `held:${order.id}`, refund.currency);
  const kept = (await goodsOf(order.kind).keeps?.(db, trx, order)) ?? 0n;
  const free = held - kept - splitOf(order) - (await db.refunds.heldBeside(trx, refund, order.id));
  return free > 0n ? free : 0n;
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
  const { id, heldMinor, amountMinor } = refund;
  const key = `refund:${id}:held`;
  const wasHeld = await trx('ledger_transactions').where({ key }).first('id');
  const own = wasHeld ? amountMinor : heldMinor;
  const free = own > 0n ? await freeOf(db, trx, order, refund) : 0n;
  const released = free < own ? free : own;
  const amount = money(released - (await handOver(db, trx, order, refund, released)), refund.currency);
  if (amount.minor === 0n) return;
  const from = `held:${order.id}` as const;
  const to = `user:${order.userId}` as const;
  await db.ledger.transfer(trx, { key: `refund:${id}:canceled`, from, to, amount });
}

/** What another refund of the order lacks, whose money its provider has given back, is held on for that one. Answers how much. */
async function handOver(
  db: Db,
  trx: Transaction,
  { id }: Order,
  from: Refund,
  most: bigint,
): Promise<bigint> {
  let left = most;
  for (const { refundId, missing } of await db.refunds.lacking(trx, id, from.id)) {
    const minor = missing < left ? missing : left;
    if (minor > 0n) await db.refunds.hold(trx, refundId, minor);
    left -= minor;
  }
  return most - left;
}

/**
 * It failed days after it had been made, as where a card was closed meanwhile: the provider has the money again, so its
 * person gets it on their balance, but for what was the shop's loss. Once.
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
  const lost = await lossOf(trx, id);
  const shares = [
    { key: `refund:${id}:regained`, to: 'adjust', amount: { ...amount, minor: lost } },
    { key, to: `user:${userId}`, amount: { ...amount, minor: amount.minor - lost } },
  ] as const;
  for (const share of shares)
    if (share.amount.minor > 0n) await db.ledger.transfer(trx, { ...share, from: actor });
  await refund.$query(trx).patch({ toBalance: true });
  const reason = 'its provider took it back: the money is on the balance';
  await db.auditTrail.note(trx, { actor, action: 'refund.failed', subject: `refund:${id}`, reason });
  // The screen names all of it.
  if (lost === 0n) await tell(db, trx, { userId, reason: key, screen: `refunded:${id}` });
}

/** What of a refund was spent, and is the shop's loss. */
export async function lossOf(trx: Transaction, refundId: bigint): Promise<bigint> {
  const row = await trx('ledger_transactions as t')
    .join('ledger_entries as e', 'e.transactionId', 't.id')
    .where('t.key', `refund:${refundId}:loss`)
    .where('e.amountMinor', '>', 0)
    .first<{ amountMinor: bigint } | undefined>('e.amountMinor');
  return row?.amountMinor ?? 0n;
}
