import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { PromoCode } from '../db/models/promo-code.js';
import { readPromoCode, refusePromo, type PromoRefusal } from '../domain/promo.js';
import { appendGrant } from './append-grant.js';
import { placeDays } from './place-days.js';

export type PromoResult =
  /** `isGuessing`: this was the guess after which no more are heard. */
  | { readonly refused: PromoRefusal; readonly isGuessing?: boolean }
  /** `subscriptionId`: it was given days, which the panel is told of. */
  | { readonly code: PromoCode; readonly subscriptionId: bigint | null };

/**
 * Gives a person what a code promises, in the caller's transaction: days, money, or a discount that waits for their next
 * purchase. Counted once, whatever comes at the same time. Wrong guesses are counted, and end for an hour.
 */
export async function activatePromo(
  db: Db,
  trx: Transaction,
  userId: bigint,
  text: string,
  now: Date,
): Promise<PromoResult> {
  if (await db.promoCodes.guessesTooMuch(trx, userId)) return { refused: 'slow-down' };
  const given = readPromoCode(text);
  const code = given === null ? undefined : await db.promoCodes.named(trx, given);
  const person = code && (await db.promoCodes.person(trx, code.id, userId));
  const refused = code && person ? refusePromo(code, person, now) : 'unknown';
  const isGuessing = refused === 'unknown' && (await db.promoCodes.missed(trx, userId));
  if (isGuessing) await report(db, trx, userId);
  if (refused !== null) return { refused, isGuessing };

  const activationId = await db.promoCodes.activate(trx, code!.id, userId, person!.activations + 1);
  if (activationId === null) return { refused: 'exhausted' };
  return { code: code!, subscriptionId: await give(db, trx, userId, code!, activationId, now) };
}

/** Somebody tries codes one after the other: whoever looks after the shop may want to know. */
async function report(db: Db, trx: Transaction, userId: bigint): Promise<void> {
  const subject = `user:${userId}`;
  await db.auditTrail.note(trx, {
    actor: subject,
    action: 'promo.guessing',
    subject,
    reason: 'too many wrong codes',
  });
}

async function give(
  db: Db,
  trx: Transaction,
  userId: bigint,
  code: PromoCode,
  activationId: bigint,
  now: Date,
): Promise<bigint | null> {
  const { kind, amount, days, planId } = code;
  if (kind === 'balance' && amount) {
    const key = `promo:${activationId}`;
    await db.ledger.transfer(trx, { key, from: 'promo', to: `user:${userId}`, amount });
  }
  if (days === null) return null;
  const { target, planVersionId } = await placeDays(db, trx, userId, now, planId);
  const dayByDay = kind === 'trial';
  const grant = { source: 'promo', sourceId: String(activationId), days, planVersionId, dayByDay } as const;
  const given = await appendGrant(db, trx, target, grant, now);
  return given?.subscriptionId ?? null;
}
