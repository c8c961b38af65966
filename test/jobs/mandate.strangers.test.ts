import { expect } from 'chai';
import type { Somebody } from '../support/chatting.js';
import type { SubscriptionDeed } from '../../src/sandbox/telegram/subscriptions.js';
import { dayMs } from '../../src/domain/term.js';
import { resolvePayment } from '../../src/effects/resolve-payment.js';
import { settlePayment } from '../../src/effects/settle-payment.js';
import precheckoutAnswer from '../../src/jobs/precheckout.answer.js';
import { starsTerm } from '../../src/payments/stars-mandates.js';
import { promisedKeys } from '../support/database.js';
import { useMandates } from '../support/mandates.js';
import { perform } from '../support/perform.js';

describe('what Telegram charges somebody else by itself, for her order,', () => {
  const stars = useMandates();
  const { begin, pay, hears, mandate, payments, expectTerms } = stars;
  let eve: Somebody;
  const states = async () => (await payments()).map(({ state }) => state);
  const happens = async (deed: SubscriptionDeed): Promise<void> => {
    stars.chat.telegram().subscription(eve.id, stars.subscriptions(eve).at(-1)!.id, deed);
    await hears();
  };
  /** A person lets the first charge count, though it came from another. */
  const settle = async (): Promise<void> => {
    const { id: paymentId } = (await payments()).at(-1)!;
    const decided = { paymentId, to: 'succeeded', actor: 'cli', reason: 'a friend paid' } as const;
    await stars.db().transaction((trx) => resolvePayment(stars.db(), trx, decided, new Date()));
    await stars.chat.work();
  };

  beforeEach(async () => {
    const link = await begin();
    eve = stars.chat.meet(66, { first_name: 'Eve' });
    await eve.say('/start');
    await pay(link, eve, false);
    await hears();
    expect(await states()).to.deep.equal(['review']);
    await settle();
    await expectTerms(1);
  });

  it('is taken up where both want it, and each further charge counts', async () => {
    await stars.switch('on');
    await happens('resume');
    expect(await mandate()).to.include({ wanted: true, state: 'on', payerId: 66n });
    await happens('renew');
    await happens('renew');
    expect(await states()).to.deep.equal(['succeeded', 'succeeded', 'succeeded']);
    await expectTerms(3);
    await stars.soundBooks();
  });

  it('is let through at the till in its time, if its own payer pays, and nobody else', async () => {
    await stars.switch('on');
    await happens('resume');
    const { paymentId } = await mandate();
    const asks = async ({ id: fromId }: Somebody, minutes: number): Promise<unknown> => {
      const asked = { fromId, currency: 'XTR', totalAmount: 150, payload: String(paymentId) };
      const now = (await mandate()).paidUntil.getTime() + minutes * 60_000;
      const scope = { ...stars.chat.scope(), now: () => new Date(now) };
      await perform(precheckoutAnswer, '7777', scope, { ...asked, receivedAt: now });
      return stars.chat.telegram().journal('answerPreCheckoutQuery').at(-1)!.params['ok'];
    };
    expect(await asks(eve, 1)).to.equal(true);
    expect(await asks(eve, -60)).to.equal(false);
    expect(await asks(stars.anna(), 1)).to.equal(false);
  });
});

describe('what Telegram charges somebody else by itself, and is yet to be stopped,', () => {
  const stars = useMandates();

  it('begins no other by a further charge, and is stopped then', async () => {
    await stars.begin();
    const [payment] = await stars.payments();
    const paidUntil = (terms: number) => new Date(Date.now() + terms * 30 * dayMs);
    const charged = (externalId: string, terms: number) =>
      stars.db().transaction((trx) =>
        settlePayment(
          stars.db(),
          trx,
          payment!.id,
          {
            externalId,
            claim: 'succeeded',
            amount: payment!.amount,
            ours: true,
            repeatable: true,
            payer: 66n,
            repeat: { mandateId: null, isFirst: terms === 1, term: starsTerm, paidUntil: paidUntil(terms) },
          },
          { source: 'test', now: new Date() },
        ),
      );
    await charged('eves-1', 1);
    const [begun] = await stars.mandates();
    await stars.db().knex('outbox').delete();
    await charged('eves-2', 2);
    expect((await stars.payments()).map(({ state }) => state)).to.deep.equal(['review', 'review']);
    expect((await stars.mandates()).map(({ externalId, wanted }) => [externalId, wanted])).to.deep.equal([
      ['eves-1', false],
    ]);
    expect(await promisedKeys(stars.db())).to.include(`mandate.steer:${begun!.id}`);
  });
});
