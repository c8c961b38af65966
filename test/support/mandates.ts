import { expect } from 'chai';
import type { Mandate } from '../../src/db/models/mandate.js';
import { act } from '../../src/buttons.js';
import { dayMs } from '../../src/domain/term.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import precheckoutAnswer from '../../src/jobs/precheckout.answer.js';
import type { SubscriptionDeed } from '../../src/sandbox/telegram/subscriptions.js';
import { useChat, type Somebody } from './chatting.js';
import { perform } from './perform.js';
import { sellRepeats } from './sell-repeats.js';

/** A shop where Telegram charges Stars again and again, and anna in it. Call inside a `describe`. */
export function useMandates() {
  const chat = useChat();
  const held = {} as { anna: Somebody };
  const db = () => chat.db();
  const offered = () => {
    sellRepeats(chat, ['balance', 'yookassa', 'stars']);
  };
  beforeEach(() => {
    offered();
    held.anna = chat.meet();
  });
  const mandates = async (): Promise<Mandate[]> => db().mandates.query().orderBy('id');
  const subscription = async () => chat.shop().subscription((await held.anna.row()).id);
  const subscriptions = (person = held.anna) => chat.telegram().subscriptions(person.id);
  const hears = async (): Promise<void> => {
    await chat.answer();
    await chat.work();
  };
  /** The link that a person is shown, where they chose to be charged again and again. */
  const begin = async (person = held.anna): Promise<string> => {
    await person.say('/buy');
    await person.tap('1 месяц');
    await person.tap('С автопродлением');
    await person.tap('Звёздами');
    await chat.work();
    const { payUrl } = await db().payments.query().orderBy('id', 'desc').first().throwIfNotFound();
    return payUrl!;
  };
  /** Telegram asks before; `asks: false` is a bot that lets everybody pay. */
  const pay = async (link: string, person = held.anna, asks = true) => {
    const paying = chat.telegram().payInvoice(person.id, link);
    const [update] = await chat.fetchUpdates();
    const {
      id,
      from,
      currency,
      total_amount: totalAmount,
      invoice_payload: payload,
    } = update!.pre_checkout_query!;
    const asked = { fromId: from.id, currency, totalAmount, payload, receivedAt: Date.now() };
    if (asks) await perform(precheckoutAnswer, id, chat.scope(), asked);
    else await chat.scope().telegram.answerPreCheckout(id, null);
    return paying;
  };

  return {
    chat,
    db,
    begin,
    pay,
    hears,
    mandates,
    subscriptions,
    anna: () => held.anna,
    mandate: async (): Promise<Mandate> => (await mandates()).at(-1)!,
    orders: () => db().orders.query().orderBy('id'),
    payments: () => db().payments.query().orderBy('id'),
    grants: () => db().knex('grants').where({ source: 'order' }).orderBy('id'),
    subscription,
    async buy(): Promise<void> {
      await pay(await begin());
      await hears();
    },

    /** What happens to her subscription at Telegram; heard of at once unless told otherwise. */
    async happens(deed: SubscriptionDeed, heard = true): Promise<void> {
      chat.telegram().subscription(held.anna.id, subscriptions().at(-1)!.id, deed);
      if (heard) await hears();
    },
    /** So many times thirty days from when it was bought, to a minute. */
    async expectTerms(count: number): Promise<void> {
      const { paidUntil } = await subscription();
      expect((paidUntil!.getTime() - Date.now()) / dayMs).to.be.within(30 * count - 0.01, 30 * count);
    },
    async refund(paymentId: bigint): Promise<void> {
      const request = { paymentId, takesGrant: true, toBalance: false, actor: 'cli', reason: 'asked' };
      await db().transaction((trx) => requestRefund(db(), trx, request));
      await hears();
    },
    /** Turns it off, or on again, in the chat. */
    async switch(wish: 'off' | 'on'): Promise<void> {
      const { id } = await subscription();
      await held.anna.forge(act(wish === 'off' ? 'runoff' : 'runon', id));
      await chat.work();
    },
    soundBooks: async () => expect(await db().ledger.audit()).to.deep.equal([]),
  };
}
