import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { settleRefund, type SeenRefund } from '../../src/effects/settle-refund.js';
import type { Provider } from '../../src/payments/provider.js';
import issueRefund from '../../src/jobs/refund.issue.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useRefunds } from '../support/refunds.js';
import { failure, rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('a refund that its provider is asked for', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, userId, purchase, request, issue, rows, balance, soundBooks, yookassa } = useRefunds(
    database,
    world,
  );
  const refunded = () => world().sandbox.yookassa.payments[0]!.refunded_amount.value;
  const real = () => world().payments.known.get('yookassa')!;
  const issueAt = (id: bigint, provider: Partial<Provider>, now = () => new Date()) => {
    const known = new Map([['yookassa', { ...real(), ...provider }]]);
    return perform(issueRefund, id, { db: database.db, payments: { known, notOffered: new Map() }, now });
  };
  const see = (
    { id, amount }: Pick<Payment, 'id' | 'amount'>,
    externalId: string,
    claim: SeenRefund['claim'],
  ) =>
    database.db.transaction((trx) =>
      settleRefund(
        database.db,
        trx,
        id,
        { externalId, claim, amount, reason: null },
        { source: 'test', now: new Date() },
      ),
    );
  const tomorrow = () => new Date(Date.now() + 24 * 3_600_000);

  it('long after its answer was lost is found there, and not asked for twice', async () => {
    const payment = await purchase();
    const { id } = await request(payment, { amount: rub(50_00n) });
    await yookassa('POST', '/faults', { match: 'POST /refunds', kind: 'lost' });
    expect(await failure(issue(id))).to.include({ code: 'upstream.failed' });
    expect(refunded()).to.equal('50.00');

    const forgotten: Provider['refund'] = (externalId, amount, key, call) =>
      real().refund!(externalId, amount, `${key}-again`, call);
    await issueAt(id, { refund: forgotten }, tomorrow);
    expect(refunded()).to.equal('50.00');
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded']);
  });

  it('long after it was promised is asked for when it is not there', async () => {
    const payment = await purchase();
    const { id } = await request(payment);
    await issueAt(id, {}, tomorrow);
    expect(refunded()).to.equal('199.00');
    expect(await shop().stateOf(payment)).to.equal('refunded');
  });

  it('in part is refused where only all of a payment goes back', async () => {
    const payment = await purchase();
    const part = await request(payment, { amount: rub(50_00n) });
    const error = await failure(issueAt(part.id, { fullRefundsOnly: true }));
    expect(error).to.include({ code: 'refund.not_possible', retry: 'never' });
    expect(await shop().stateOf(part, 'refunds')).to.equal('canceled');

    await issueAt((await request(payment)).id, { fullRefundsOnly: true });
    expect(await shop().stateOf(payment)).to.equal('refunded');
  });

  it('comes with the e-mail of whoever paid, for its receipt', async () => {
    await database.db
      .knex('users')
      .where({ id: String(userId()) })
      .update({ email: 'anna@example.com' });
    const { id } = await request(await purchase());
    const told: unknown[] = [];
    const refund: Provider['refund'] = (externalId, amount, key, call, of) => {
      told.push(of?.email);
      return real().refund!(externalId, amount, key, call, of);
    };
    await issueAt(id, { refund });
    expect(told).to.deep.equal(['anna@example.com']);
  });

  it('that may have been made before it was refused waits for a person, where nothing makes a repeat the same', async () => {
    const { id } = await request(await purchase());
    const answers = [new UpstreamFailed('no answer'), new UpstreamRejected('refused')];
    const refund: Provider['refund'] = () => Promise.reject(answers.shift()!);
    for (const code of ['upstream.failed', 'upstream.rejected']) {
      expect(await failure(issueAt(id, { refund, fullRefundsOnly: true }))).to.include({ code });
    }
    expect(await shop().stateOf({ id }, 'refunds')).to.equal('review');
  });

  it('that its provider has named and knows no more is only asked about, never for', async () => {
    const payment = await purchase();
    await yookassa('POST', '/refunds', { outcome: 'pending' });
    const { id } = await request(payment, { amount: rub(50_00n) });
    await issue(id);
    const asked: string[] = [];
    const refund: Provider['refund'] = (externalId, amount, key, call) => {
      asked.push(key);
      return real().refund!(externalId, amount, `${key}-again`, call);
    };

    const getRefund = () => Promise.resolve(null);
    for (const now of [() => new Date(), tomorrow])
      expect(await failure(issueAt(id, { getRefund, refund }, now))).to.deep.include({
        code: 'work.later',
        retry: { afterMs: 600_000 },
      });
    expect([asked, await shop().stateOf({ id }, 'refunds')]).to.deep.equal([[], 'pending']);

    const [{ externalId } = {}] = await rows();
    await yookassa('POST', `/refunds/${externalId}/succeed`);
    await issueAt(id, { refund });
    expect([asked, await shop().stateOf({ id }, 'refunds')]).to.deep.equal([[], 'succeeded']);
    await soundBooks();
  });

  it('that its provider had named waits on where that provider is not configured any more', async () => {
    const payment = await purchase();
    await yookassa('POST', '/refunds', { outcome: 'pending' });
    const { id } = await request(payment);
    await issue(id);
    const payments = { known: new Map<string, Provider>(), notOffered: new Map<string, string>() };

    const error = await failure(perform(issueRefund, id, { db: database.db, payments }));

    expect(error).to.include({ code: 'work.later' });
    expect(await shop().stateOf({ id }, 'refunds')).to.equal('pending');
  });

  it('that its provider never decides becomes a dead letter after two weeks', async () => {
    const { id } = await request(await purchase());
    const later = () => new Date(Date.now() + 15 * 24 * 3_600_000);
    expect(await failure(issueAt(id, {}, later))).to.include({ code: 'refund.stuck', retry: 'never' });
    expect(refunded()).to.equal('0.00');
  });

  it('that fails days after it had succeeded comes to the balance, once', async () => {
    const payment = await purchase();
    const { id } = await request(payment);
    await issue(id);
    const [row] = await rows();
    for (const _ of [1, 2]) await see(payment, row!.externalId!, 'canceled');
    expect([await shop().stateOf({ id }, 'refunds'), await shop().stateOf(payment)]).to.deep.equal([
      'succeeded',
      'refunded',
    ]);
    expect([await balance(), await shop().sum('provider:yookassa')]).to.deep.equal([199_00n, -199_00n]);
    expect(await shop().told()).to.include(`refund:${id}:failed`);
    await soundBooks();
  });

  it('that failed, of a second payment of one order, is taken from the balance once when it is made again', async () => {
    const order = await shop().order(userId());
    const [first, second] = [await shop().attempt(order), await shop().attempt(order, 'platega')];
    await shop().see(first);
    await shop().see(second);
    await shop().give(userId(), rub(1_000_00n));
    await see(second, 'one', 'succeeded');
    expect(await balance()).to.equal(1_000_00n);
    await see(second, 'one', 'canceled');
    expect(await balance()).to.equal(1_199_00n);

    await see(second, 'two', 'succeeded');
    expect(await balance()).to.equal(1_000_00n);
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded', 'succeeded']);
    expect([await shop().sum('sales'), await shop().sum('provider:platega')]).to.deep.equal([199_00n, 0n]);
    await soundBooks();
  });

  it('that failed, of money that had waited in review, is taken from the balance once when it is made again', async () => {
    const payment = await shop().attempt(await shop().order(userId()));
    const came = { id: payment.id, amount: rub(150_00n) };
    await shop().see(payment, 'succeeded', { amount: came.amount });
    expect(await shop().stateOf(payment)).to.equal('review');
    await see(came, 'one', 'succeeded');
    expect(await shop().stateOf(payment)).to.equal('refunded');
    await see(came, 'one', 'canceled');
    expect(await balance()).to.equal(150_00n);

    for (const _ of [1, 2]) await see(came, 'two', 'succeeded');
    expect(await balance()).to.equal(0n);
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded', 'succeeded']);
    expect(await shop().sum('provider:yookassa')).to.equal(0n);
    await soundBooks();
  });
});
