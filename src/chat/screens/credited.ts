import { open } from '../../buttons.js';
import type { Db } from '../../db/db.js';
import type { Order } from '../../db/models/order.js';
import type { Payment } from '../../db/models/payment.js';
import type { PlanNames } from '../../db/models/plan-version.js';
import { money, type Money } from '../../domain/money.js';
import { runsOtherPlan } from '../../effects/runs-other-plan.js';
import { planTitle } from '../plan-title.js';
import { defineScreen, toId } from '../screen.js';
import type { Translator } from '../translate.js';

interface OtherPlan {
  readonly plan: PlanNames;
  /** Who goes on charging for it at their own page. */
  readonly goesOnAt: string | null;
}

interface State {
  readonly amount: Money;
  readonly balance: Money;
  readonly isTopup: boolean;
  readonly renews: boolean;
  /** It was charged for a plan while another one ran. */
  readonly other?: OtherPlan | null;
}

/** Money arrived on the balance: a top-up, or a payment that nothing was left to pay with. */
export default defineScreen<State>({
  async load({ db, person, now }, id) {
    const payment = await db.payments.ofPerson(toId(id) ?? 0n, person.id);
    if (!payment) return null;
    const order = await db.orders.query().findById(payment.orderId).throwIfNotFound();
    const balance = await db.ledger.balance(`user:${person.id}`, payment.currency);
    const owned = await db.subscriptions.ofPerson(db.knex, person.id);
    return {
      amount: payment.amount,
      renews: owned.some(({ paidUntil }) => paidUntil !== null),
      balance: money(balance, payment.currency),
      isTopup: order.kind === 'topup' && order.paidBy === payment.id,
      other: await otherPlan(db, order, payment, now),
    };
  },

  render: ({ amount, balance, isTopup, renews, other = null }, t) => ({
    text: other
      ? otherText(amount, balance, other, t)
      : t(isTopup ? 'credited-topup' : 'credited-second', {
          amount: t.money(amount),
          balance: t.money(balance),
        }),
    buttons: [
      [{ text: t.plain(renews ? 'home-renew' : 'home-buy'), data: open('plans'), style: 'primary' }],
      [{ text: t.plain('menu'), data: open('home') }],
    ],
  }),

  isKept: true,
});

async function otherPlan(db: Db, order: Order, payment: Payment, now: Date): Promise<OtherPlan | null> {
  const { kind, subscriptionId, planVersionId, paidBy } = order;
  if (kind !== 'renewal' || paidBy === payment.id || subscriptionId === null || planVersionId === null)
    return null;
  const subscription = await db.subscriptions.byId(db.knex, subscriptionId);
  if (!(await runsOtherPlan(db, db.knex, subscription, planVersionId, now))) return null;
  const plan = await db.plans.named(db.knex, planVersionId);
  return { plan, goesOnAt: payment.paidUntil === null ? null : payment.provider };
}

function otherText(amount: Money, balance: Money, { plan, goesOnAt }: OtherPlan, t: Translator) {
  const facts = { amount: t.money(amount), balance: t.money(balance), plan: planTitle(plan, t) };
  const lines = [t('credited-other', facts)];
  if (goesOnAt !== null) lines.push(t('credited-goes-on', { provider: t.plain(`provider-${goesOnAt}`) }));
  return lines.join('\n\n');
}
