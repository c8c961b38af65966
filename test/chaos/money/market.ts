import { setTimeout as sleep } from 'node:timers/promises';
import orderExpire from '../../../src/jobs/order.expire.js';
import { requestRefund } from '../../../src/effects/request-refund.js';
import { money, type Currency } from '../../../src/domain/money.js';
import { promise } from '../../../src/queue/promise.js';
import type { Delivery } from '../../../src/sandbox/till/notices.js';
import { tell } from '../../e2e/support/buyer.js';
import type { Shop } from '../../support/fleet/open-shop.js';
import type { Person } from '../chats.js';
import { stubborn } from '../market.js';
import type { Random } from '../random.js';
import { untilJudged } from '../strangers.js';
import { openCounters, type Counter, type Took } from './counters.js';

/** What became of an invoice at its provider. */
export interface Deed {
  readonly person: number;
  readonly provider: string;
  readonly bill: string;
  /** Where nobody was to give anything for it. */
  readonly is: 'paid' | 'wrong' | 'forged';
}

/** Money that went back, or was to. */
export interface Regret {
  readonly paymentId: string;
  readonly by: 'us' | 'cabinet' | 'bank';
}

export type MoneyMarket = ReturnType<typeof openMoneyMarket>;

const normal: Delivery = { mode: 'normal', copies: 1, delayMs: 0 };
const deliveries: readonly Delivery[] = [
  normal,
  normal,
  normal,
  { mode: 'duplicate', copies: 3, delayMs: 0 },
  { mode: 'duplicate', copies: 10, delayMs: 0 },
  { mode: 'late', copies: 1, delayMs: 2_000 },
  { mode: 'late', copies: 1, delayMs: 7_000 },
  { mode: 'lost', copies: 1, delayMs: 0 },
];
const nameOf = ({ mode, copies }: Delivery): string => (mode === 'duplicate' ? `duplicate ×${copies}` : mode);
/** How often a notice travelled in each way that there is. */
const noneYet = (): Record<string, number> => Object.fromEntries(deliveries.map((one) => [nameOf(one), 0]));
const dayAndMoreMs = 25 * 3_600_000;

/** Every provider's side of the purchases, with a memory of what is true there. */
export function openMoneyMarket(shop: Shop, random: Random, shut: AbortSignal) {
  const { db } = shop;
  const counters = openCounters(shop.sandbox);
  const deeds: Deed[] = [];
  const regrets: Regret[] = [];
  const answers: { provider: string; status: number }[] = [];
  const delivered = noneYet();
  const deal = random.dealer(deliveries);
  const cards = new Map<string, boolean>();
  const refusals: { subscriptionId: bigint; at: number }[] = [];
  let expired = 0;

  const tookOf = async (counter: Counter, bill: string): Promise<Took> => {
    const find = () =>
      counter.books().findLast((took) => took.bill === bill || (counter.provider === 'stars' && took.isPaid));
    const took = find();
    if (!took) throw new Error(`${counter.provider} has no ${bill}`);
    return took;
  };

  return {
    shop,
    counters,
    /** Subscriptions whose person said no, and since when we know that it was heard. */
    refusals: refusals as readonly { readonly subscriptionId: bigint; readonly at: number }[],
    saidNo: (subscriptionId: bigint): void => void refusals.push({ subscriptionId, at: Date.now() }),
    /** Everything that YooKassa was asked for, and when. */
    charges: () =>
      shop.sandbox.yookassa.payments.map(({ id, created_at: at }) => ({
        externalId: id,
        atMs: Date.parse(at),
      })),
    /** From now on the bank refuses the card that this bill was paid with. */
    declines: (bill: string) =>
      tell(shop, `/control/yookassa/payment_methods/${bill}/declines`, {
        party: 'payment_network',
        reason: 'insufficient_funds',
      }),
    /** Pages of YooKassa on which a card may be given, and whether it was. */
    cards: cards as ReadonlyMap<string, boolean>,
    gaveCard(id: string, gives: boolean): void {
      shut.throwIfAborted();
      if (cards.has(id)) return;
      shop.sandbox.yookassa.bind(id, gives ? 'active' : 'inactive');
      cards.set(id, gives);
    },
    deeds: deeds as readonly Deed[],
    regrets: regrets as readonly Regret[],
    forgeries: answers as readonly { readonly provider: string; readonly status: number }[],
    deliveries: delivered as Readonly<Record<string, number>>,
    random,
    hesitationMs: (): number => random.between(0, 250),

    async pay({ id: person }: Person, counter: Counter, bill: string, how?: 'normal'): Promise<void> {
      shut.throwIfAborted();
      const delivery = how === 'normal' ? normal : deal();
      const name = nameOf(delivery);
      if (!(await counter.pay(bill, person, delivery))) return;
      delivered[name] = (delivered[name] ?? 0) + 1;
      deeds.push({ person, provider: counter.provider, bill, is: 'paid' });
    },

    async payWrong({ id: person }: Person, counter: Counter, bill: string): Promise<void> {
      shut.throwIfAborted();
      await counter.payWrong?.(bill, random.pick([100, 19_899, 1_990_000]));
      deeds.push({ person, provider: counter.provider, bill, is: 'wrong' });
    },

    async forge({ id: person }: Person, counter: Counter, bill: string): Promise<void> {
      shut.throwIfAborted();
      deeds.push({ person, provider: counter.provider, bill, is: 'forged' });
      if (!counter.forge) throw new Error(`nobody can forge what ${counter.provider} says`);
      const status = await untilJudged(() => counter.forge!(bill), shut);
      answers.push({ provider: counter.provider, status });
    },

    /** A day passes for the order of this bill, and it expires. */
    async age(counter: Counter, bill: string): Promise<void> {
      const { paymentId: id } = await tookOf(counter, bill);
      const { orderId } = await stubborn(() => db.payments.query().findById(String(id)).throwIfNotFound());
      const old = { createdAt: new Date(Date.now() - dayAndMoreMs) };
      await stubborn(() => db.knex('orders').where({ id: orderId }).update(old));
      await stubborn(() => db.knex('payments').where({ id }).update(old));
      const tick = `chaos-${(expired += 1)}`;
      await stubborn(() => db.transaction((trx) => promise(trx, orderExpire, tick)));
      const isOver = async () => (await db.orders.query().findById(orderId))?.state === 'expired';
      for (const deadline = Date.now() + 60_000; !(await stubborn(isOver)) && Date.now() < deadline;)
        await sleep(200);
    },

    /** An operator gives it back, all of it or a part. */
    async giveBack(counter: Counter, paymentId: string): Promise<void> {
      const part = counter.refunds.ours === 'parts' && random.chance(0.5);
      const payment = await stubborn(() => db.payments.query().findById(paymentId).throwIfNotFound());
      const amount = money(part ? payment.amountMinor / 3n : payment.amountMinor, payment.currency);
      const request = {
        takesGrant: random.chance(0.8),
        toBalance: false,
        actor: 'chaos',
        reason: 'asked for',
      };
      const all = { ...request, paymentId: BigInt(paymentId), amount };
      await stubborn(() => db.transaction((trx) => requestRefund(db, trx, all).catch(unlessRefused)));
      regrets.push({ paymentId, by: 'us' });
    },

    /** The same in the provider's cabinet. */
    async giveBackThere(counter: Counter, { bill, minor, paymentId }: Took): Promise<void> {
      const part = counter.refunds.cabinet === 'parts' && random.chance(0.5);
      await counter.refund?.(bill, Number(part ? minor / 3n : minor));
      regrets.push({ paymentId: String(paymentId), by: 'cabinet' });
    },

    /** A payment of this person at this provider that was paid and has not gone back. */
    bought({ id: person }: Person, counter: Counter): Took | undefined {
      const mine = new Set(deeds.filter((deed) => deed.person === person).map(({ bill }) => bill));
      return counter
        .books()
        .findLast(
          ({ bill, isPaid, payer, refundedMinor }) =>
            isPaid && refundedMinor === 0n && (mine.has(bill) || payer === person),
        );
    },

    hasPaidFromBalance: async ({ id }: Person): Promise<boolean> => {
      const paid = () =>
        db
          .knex('orders as o')
          .join('payments as p', 'p.id', 'o.paidBy')
          .join('users as u', 'u.id', 'o.userId')
          .where({ 'p.provider': 'balance', 'u.telegramId': id })
          .first('o.id');
      return (await stubborn(paid)) !== undefined;
    },

    balanceOf: async ({ id }: Person, currency: Currency): Promise<bigint> => {
      const user = await stubborn(() => db.users.query().findOne({ telegramId: id }));
      return user ? stubborn(() => db.ledger.balance(`user:${user.id}`, currency)) : 0n;
    },
  };
}

/** Under way already: a try before this one was heard, and its answer got lost. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('refund.'))) throw error;
}
