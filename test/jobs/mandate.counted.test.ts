import { expect } from 'chai';
import { Later } from '../../src/domain/errors.js';
import { resolvePayment } from '../../src/effects/resolve-payment.js';
import mandateMatch from '../../src/jobs/mandate.match.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { perform } from '../support/perform.js';
import { usePlatega } from '../support/platega.js';

describe('what Platega charges by itself, seen late', () => {
  const platega = usePlatega();
  const { buy, happens, keeps, tell, grants, mandate, expectMonths } = platega;
  const match = async (): Promise<void> => {
    await perform(mandateMatch, 'tick', platega.chat.scope());
    await platega.chat.work();
  };
  const told = async (): Promise<string[]> =>
    (await platega
      .db()
      .knex('messages')
      .whereLike('reason', 'mandate:%')
      .orderBy('id')
      .pluck('reason')) as string[];

  it('renews once, though it is confirmed before it is counted', async () => {
    await buy();
    const before = platega.agreement().data;
    const second = happens('charge');
    const { id, data: after } = platega.agreement();
    const { succeeded, nextMs, lastMs } = before;
    const { till } = platega.there();
    till.change(id, { data: { ...after, succeeded, nextMs, lastMs } });
    const event = await keeps('CONFIRMED', second);
    const early = await perform(reconcilePayment, event, platega.chat.scope()).catch(
      (error: unknown) => error,
    );
    expect(early).to.be.instanceOf(Later);
    await expectMonths(1);
    expect(await grants()).to.have.length(1);

    till.change(id, { data: after });
    await match();
    await perform(reconcilePayment, event, platega.chat.scope());
    await platega.chat.work();
    expect(await grants()).to.have.length(2);
    await expectMonths(2);
    expect((await platega.payments()).at(-1)).to.include({ state: 'succeeded', externalId: second.id });
    await platega.soundBooks();
  });

  it('that fails twice, with a charge between, is told twice', async () => {
    await buy();
    happens('fail');
    await match();
    expect(await told()).to.have.length(1);
    happens('charge');
    await match();
    happens('fail');
    await match();
    expect((await mandate()).state).to.equal('failed');
    expect(await told()).to.have.length(2);
  });

  it('that a person let count after it was stopped there is not said to go on', async () => {
    await platega.begin();
    const first = platega.agree();
    platega.there().till.change(first.id, { minor: 999_00 });
    await tell('CONFIRMED', first);
    expect(await mandate()).to.include({ state: 'stopped', wanted: false });

    const { id: paymentId } = (await platega.payments())[0]!;
    const db = platega.db();
    const settled = { paymentId, to: 'succeeded', actor: 'cli:vera', reason: 'the amount is right' } as const;
    await db.transaction((trx) => resolvePayment(db, trx, settled, new Date()));
    await platega.chat.work();
    await expectMonths(1);
    expect(await mandate()).to.include({ state: 'stopped', wanted: false });
    expect(
      await db.knex('outbox').whereLike('key', 'mandate.steer:%').whereNotNull('parkedAt'),
    ).to.deep.equal([]);
  });
});
