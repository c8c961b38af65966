import { open } from '../../buttons.js';
import { outlookOf } from '../../effects/renewal-outlook.js';
import type { Money } from '../../domain/money.js';
import { givenUpAt, nextChargeAt } from '../../domain/renewal.js';
import type { Decline } from '../../domain/saved-method.js';
import { methodTitle, type TitledMethod } from '../method-title.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly subscriptionId: bigint;
  readonly number: number;
  readonly amount: Money;
  readonly method: TitledMethod;
  readonly decline: Decline;
  /** When it is tried again; null when it is not. */
  readonly retryAt: Date | null;
}

/** A charge came to nothing: why, and what can be done. */
export default defineScreen<State>({
  async load({ db, shop, person }, id) {
    const payment = await db.payments.ofPerson(toId(id) ?? 0n, person.id);
    if (!payment || payment.methodId === null) return null;
    const { subscriptionId } = await db.orders.byId(db.knex, payment.orderId);
    const agreed = subscriptionId === null ? undefined : await db.renewals.of(db.knex, subscriptionId);
    if (!agreed) return null;
    const { renewing } = await outlookOf({ db, shop }, agreed);
    const method = await db.paymentMethods.byId(db.knex, payment.methodId);
    const { number } = await db.subscriptions.byId(db.knex, agreed.subscriptionId);
    const isTried = agreed.active && givenUpAt(renewing) === null;
    return {
      subscriptionId: agreed.subscriptionId,
      number,
      amount: payment.amount,
      method,
      decline: payment.decline ?? 'other',
      retryAt: isTried ? nextChargeAt(renewing) : null,
    };
  },

  render({ subscriptionId, number, amount, method, decline, retryAt }, t) {
    const facts = { number, amount: t.money(amount), source: methodTitle(method, t) };
    const why = t(`decline-${decline.replaceAll('_', '-')}`);
    const then = retryAt ? t('renewalfailed-again', { time: t.time(retryAt) }) : t('renewalfailed-over');
    return {
      text: `${t('renewalfailed-text', facts)}\n${why}\n\n${then}`,
      buttons: [
        [{ text: t.plain('renewalfailed-pay'), data: open('plans', number), style: 'primary' }],
        [{ text: t.plain('renewal-change'), data: open('renewalsources', subscriptionId) }],
        [{ text: t.plain('menu'), data: open('home') }],
      ],
    };
  },
});
