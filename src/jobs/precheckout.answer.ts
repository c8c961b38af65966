import { z } from 'zod';
import { languageOf } from '../domain/language.js';
import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import { isDue } from '../domain/mandate.js';
import { unfinishedStates } from '../domain/payment.js';
import { defineJob } from '../queue/define-job.js';
import type { Scope } from '../queue/scope.js';

/** Telegram gives ten seconds, counted from when it asked. */
const lateMs = 9_000;

const data = z.object({
  fromId: z.number().int(),
  currency: z.string(),
  totalAmount: z.number().int(),
  payload: z.string(),
  receivedAt: z.number(),
});

/**
 * Lets an invoice be paid, or not, before the money moves. The subject is the query's id. Safe to repeat: it only reads,
 * and Telegram takes one answer.
 */
export default defineJob({
  name: 'precheckout.answer',
  queue: 'precheckout',
  data,

  async run(queryId, scope, asked) {
    // It was taken by another process, whose clock may be behind ours: only Telegram knows whether it is too late.
    const ageMs = scope.now().getTime() - asked.receivedAt;
    if (ageMs > lateMs) scope.log.warn({ ageMs }, 'a pre-checkout is answered late, or clocks differ');
    await scope.telegram.answerPreCheckout(queryId, await refusal(asked, scope));
  },
});

/** What it would begin charges by itself, and something else of that subscription does so already. */
async function isDouble(
  { repeats }: Payment,
  { subscriptionId, userId }: Order,
  db: Scope['db'],
  now: Date,
): Promise<boolean> {
  if (!repeats) return false;
  const id = subscriptionId ?? (await db.subscriptions.first(db.knex, userId))?.id;
  return id !== undefined && (await db.mandates.running(db.knex, id, now)) !== undefined;
}

/**
 * Why not, in the payer's language; null when it may be paid: by the order's own person who is not banned, exactly, once;
 * or the next term of what charges by itself, in its time and by its own payer (nobody says whether Telegram asks then).
 * Telegram itself takes an invoice from whoever has its link, as often as they like.
 */
async function refusal(asked: z.output<typeof data>, { db, chat, now }: Scope): Promise<string | null> {
  const user = await db.users.query().findOne({ telegramId: asked.fromId });
  const id = /^\d{1,18}$/.test(asked.payload) ? asked.payload : '0';
  const payment = user && (await db.payments.query().findById(id));
  const order = payment && (await db.orders.query().findById(payment.orderId));
  const own = user && order?.userId === user.id && order.state === 'open' ? order : null;
  const mandate = payment?.mandateId == null ? null : await db.mandates.byId(db.knex, payment.mandateId);
  const isNext = mandate?.payerId === BigInt(asked.fromId) && isDue(mandate, now());
  const exact = payment?.currency === asked.currency && payment.amountMinor === BigInt(asked.totalAmount);
  const waits =
    payment?.provider === 'stars' &&
    unfinishedStates.has(payment.state) &&
    (payment.expiresAt === null || payment.expiresAt > now());
  if (
    exact &&
    user?.bannedAt === null &&
    (isNext || (waits && own && !(await isDouble(payment, own, db, now()))))
  )
    return null;
  const t = chat.translate(languageOf(user ?? { language: null, languageGuess: null }, chat.defaultLanguage));
  return t.plain('precheckout-refused');
}
