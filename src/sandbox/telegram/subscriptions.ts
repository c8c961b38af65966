import type { SuccessfulPayment } from 'grammy/types';
import { badRequest, ControlError } from './errors.js';
import type { Invoice } from './invoice.js';
import { personUser } from './wire.js';
import { post, wireMessage, type World } from './world.js';

/** What Telegram charges again and again. */
export interface StarSubscription {
  /** The charge id of its first payment, by which it is known. */
  readonly id: string;
  readonly personId: number;
  readonly invoice: Invoice & { readonly period: number };
  /** Seconds since the epoch: when it is charged next. */
  until: number;
  canceled: boolean;
  /** The bot ended it: its payer cannot take it up again. */
  botCanceled: boolean;
}

export const subscriptionDeeds = ['renew', 'fail', 'cancel', 'resume'] as const;
export type SubscriptionDeed = (typeof subscriptionDeeds)[number];

/**
 * As editUserStarSubscription: ends it, or lets its payer take it up again, which only they can
 * (core.telegram.org/method/payments.botCancelStarsSubscription).
 *
 * @throws {ApiError} 400 for one that this person does not have
 */
export function editSubscription(world: World, userId: string, id: string, isCanceled: boolean): void {
  const { id: personId } = world.chats.find(userId).person;
  const found = world.stars.subscriptions.find((each) => each.id === id && each.personId === personId);
  if (!found) throw badRequest('CHARGE_ID_INVALID');
  found.botCanceled = isCanceled;
  if (isCanceled) found.canceled = true;
}

/**
 * What happens to it at Telegram: its time comes (now, whatever the clock says) with enough Stars or too few, or its payer
 * changes their mind in the settings. Nobody asks the bot before.
 *
 * @throws {ControlError} 404, or 409 for what Telegram does not do with it
 */
export function doSubscription(world: World, personId: number, id: string, deed: SubscriptionDeed): void {
  const found = world.stars.subscriptions.find((each) => each.id === id && each.personId === personId);
  if (!found) throw new ControlError(404, 'this person has no such subscription');
  if (deed === 'renew' || deed === 'fail') {
    if (found.canceled) throw new ControlError(409, 'it is canceled: nothing is charged');
    if (deed === 'renew') return renew(world, found);
    return tell(world, found, 'failed');
  }
  if (deed === 'resume' && found.botCanceled) throw new ControlError(409, 'the bot canceled it');
  found.canceled = deed === 'cancel';
  tell(world, found, deed === 'cancel' ? 'canceled' : 'active');
}

/** Dated when its time comes, as if it had come. */
function renew(world: World, subscription: StarSubscription): void {
  const { personId, invoice, until } = subscription;
  const date = Math.max(until, Math.floor(world.now() / 1_000));
  subscription.until = date + invoice.period;
  const payment: SuccessfulPayment = {
    ...world.stars.take(personId, invoice, date),
    subscription_expiration_date: subscription.until,
    is_recurring: true,
  };
  const chat = world.chats.of(personId);
  const message = post(world, chat, { by: 'person', payment, entities: [] });
  world.updates.add(`chat:${personId}`, { message: wireMessage(world, chat, message) });
}

function tell(
  world: World,
  { personId, invoice }: StarSubscription,
  state: 'active' | 'canceled' | 'failed',
): void {
  const user = personUser(world.chats.of(personId).person);
  world.updates.add(`chat:${personId}`, {
    subscription: { user, invoice_payload: invoice.payload, state },
  });
}
