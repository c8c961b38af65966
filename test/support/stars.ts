import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { money } from '../../src/domain/money.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import openPayment from '../../src/jobs/payment.open.js';
import precheckoutAnswer from '../../src/jobs/precheckout.answer.js';
import { useChat, type Somebody } from './chatting.js';
import { perform } from './perform.js';

const price = money(100n, 'XTR');

/** Anna, who has a link by which she can pay a month in Stars. Call inside a `describe`. */
export function useStars() {
  const chat = useChat();
  const held = {} as { anna: Somebody; payment: Payment };
  const db = () => chat.db();

  /** An attempt of somebody to pay a month in Stars. */
  const attempt = async (userId: bigint): Promise<Payment> => {
    const { id: planVersionId } = await chat.shop().offer(1);
    const order = await db().transaction((trx) =>
      db().orders.findOrOpen(trx, { userId, subscriptionId: null, kind: 'buy', planVersionId, price }),
    );
    return chat.shop().attempt(order, 'stars');
  };
  beforeEach(async () => {
    held.anna = chat.meet();
    await held.anna.say('/start');
    held.payment = await attempt((await held.anna.row()).id);
    await perform(openPayment, held.payment.id, chat.scope());
  });
  const row = () => db().payments.query().findById(held.payment.id).throwIfNotFound();

  return {
    chat,
    db,
    row,
    attempt,
    anna: () => held.anna,
    state: () => chat.shop().stateOf(held.payment),
    grants: () => db().knex('grants').where({ source: 'order' }),
    inbox: () => db().knex('inbox_events').orderBy('id').select('eventId', 'state', 'reason'),
    reason: async (): Promise<unknown> =>
      (await db().knex('payment_events').orderBy('id').pluck('reason')).at(-1),
    sales: () => chat.shop().sum('sales'),
    soundBooks: async () => expect(await db().ledger.audit()).to.deep.equal([]),

    /** Somebody pays by the link, asked for by the job or let through by a bot that asks nobody. */
    async pay(by = held.anna, asks: 'asks' | 'lets everybody' = 'asks') {
      const paying = chat.telegram().payInvoice(by.id, (await row()).payUrl!);
      const [update] = await chat.fetchUpdates();
      const { id, from, currency, total_amount, invoice_payload } = update!.pre_checkout_query!;
      if (asks === 'lets everybody') await chat.scope().telegram.answerPreCheckout(id, null);
      else
        await perform(precheckoutAnswer, id, chat.scope(), {
          fromId: from.id,
          currency,
          totalAmount: total_amount,
          payload: invoice_payload,
          receivedAt: Date.now(),
        });
      return paying;
    },

    /** The bot hears what people did, and everything that follows is done. */
    async hears(): Promise<void> {
      await chat.answer();
      await chat.work();
    },

    /** The receipt that Telegram has for us comes with something else in it. */
    async hearsAltered(altered: object): Promise<string> {
      const [{ message, ...update }] = (await chat.fetchUpdates()) as [
        Awaited<ReturnType<typeof chat.fetchUpdates>>[0],
      ];
      const paid = { ...message!.successful_payment!, ...altered };
      await chat.handle({ ...update, message: { ...message!, successful_payment: paid } });
      await chat.work();
      return paid.telegram_payment_charge_id;
    },

    async refund(): Promise<void> {
      const paymentId = held.payment.id;
      const request = { paymentId, takesGrant: true, toBalance: false, actor: 'cli', reason: 'asked' };
      await db().transaction((trx) => requestRefund(db(), trx, request));
      await chat.work();
    },
  };
}
