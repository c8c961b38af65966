import { act, open } from '../../buttons.js';
import type { OrderKind, OrderState } from '../../domain/order.js';
import type { Money } from '../../domain/money.js';
import type { Term } from '../../domain/term.js';
import { rhythmText, runName } from '../mandate-view.js';
import { orderedBy, type Ordered } from '../ordered.js';
import { unfinishedStates, type PaymentState } from '../../domain/payment.js';
import { whatFor } from '../what-text.js';
import { defineScreen, toId, type Button } from '../screen.js';
import type { Translator } from '../translate.js';

interface State extends Ordered {
  readonly id: bigint;
  readonly state: PaymentState;
  readonly amount: Money;
  readonly provider: string;
  readonly payUrl: string | null;
  readonly kind: OrderKind;
  readonly subscriptionId: bigint | null;
  /** What it is paid by is saved, and may be charged later. */
  readonly saves: boolean;
  /** What each charge pays for, where the provider charges again and again by itself. */
  readonly repeat?: Term | null;
  /** Why its order cannot be paid by it any more: given up or expired, or paid another way. */
  readonly closed: 'canceled' | 'paid' | null;
}

/** One attempt to pay: its button while it can be paid, and what became of it afterwards. */
export default defineScreen<State>({
  async load({ db, person, shop }, id) {
    const payment = await db.payments.ofPerson(toId(id) ?? 0n, person.id);
    if (!payment) return null;
    const order = await db.orders.query().findById(payment.orderId).throwIfNotFound();
    const { state, amount, provider, payUrl, saves } = payment;
    const plan = payment.repeats ? await db.plans.byId(db.knex, order.planVersionId!) : null;
    return {
      id: payment.id,
      state,
      amount,
      provider,
      payUrl,
      kind: order.kind,
      subscriptionId: order.subscriptionId,
      saves,
      repeat: plan && shop.repeats(provider, plan, amount),
      closed: closedBy(state, order.state),
      ...(await orderedBy(db, order, payment)),
    };
  },

  render(payment, t) {
    const { state, payUrl, amount, provider, closed, what, number, ways } = payment;
    const home: Button[] = [{ text: t.plain('menu'), data: open('home') }];
    if (!unfinishedStates.has(state) || closed)
      return { text: t(closed ? closings[closed] : ending(state)), buttons: [again(payment, t), home] };
    const name = payment.repeat ? runName(provider, t) : t.plain(`provider-${provider}`);
    const facts = { amount: t.money(amount), provider: name, what: what ? whatFor(what, number, t) : '' };
    const cancel = { text: t.plain('payment-cancel'), data: act('cancel', payment.id) };
    if (payUrl === null) {
      const look = { text: t.plain('payment-look'), data: open('payment', payment.id) };
      return { text: t('payment-preparing', facts), buttons: [[look, cancel], home] };
    }
    return {
      text: [
        t(asking[payment.kind] ?? 'payment-text', facts),
        ...(payment.saves ? ['', t('payment-saves')] : []),
        ...(payment.repeat
          ? ['', t('payment-repeats', { amount: facts.amount, rhythm: rhythmText(payment.repeat, t) })]
          : []),
      ].join('\n'),
      buttons: [
        [{ text: t.plain('payment-pay', facts), url: payUrl, style: 'primary' }],
        [{ text: t.plain('payment-check'), data: act('check', payment.id) }, cancel],
        [...(ways === null ? [] : [{ text: t.plain('payment-other-way'), data: ways }]), ...home],
      ],
    };
  },
});

/** Of what came, or went back, tells its own state, whatever became of its order. */
function closedBy(payment: PaymentState, order: OrderState): State['closed'] {
  const isUnpaid = unfinishedStates.has(payment) || ['canceled', 'expired', 'failed'].includes(payment);
  if (!isUnpaid || order === 'open') return null;
  if (order === 'paid') return 'paid';
  return order === 'canceled' || unfinishedStates.has(payment) ? 'canceled' : null;
}

const closings = { canceled: 'payment-canceled', paid: 'payment-paid-otherwise' } as const;

const asking: Partial<Record<OrderKind, string>> = { topup: 'payment-topup-text', gift: 'payment-gift-text' };

const ending = (state: PaymentState): string =>
  state === 'succeeded'
    ? 'payment-succeeded'
    : state === 'review'
      ? 'payment-review'
      : state === 'disputed'
        ? 'payment-disputed'
        : state === 'refunded'
          ? 'payment-refunded'
          : state === 'refunded_in_part'
            ? 'payment-refunded-in-part'
            : 'payment-over';

/** What was paid for is there, or is looked at: nothing is to be tried again. */
const kept: ReadonlySet<PaymentState> = new Set(['succeeded', 'refunded_in_part', 'review', 'disputed']);

function again({ state, kind, subscriptionId, closed, ways }: State, t: Translator): Button[] {
  if (closed === 'paid' || (!closed && kept.has(state))) return [];
  const addons = kind === 'addon' && subscriptionId !== null ? open('addons', subscriptionId) : null;
  return [{ text: t.plain('payment-again'), data: addons ?? ways ?? open('plans'), style: 'primary' }];
}
