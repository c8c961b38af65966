import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { cancelRefund } from '../../src/effects/cancel-refund.js';
import { settleRefund } from '../../src/effects/settle-refund.js';
import type { Provider } from '../../src/payments/provider.js';
import issueRefund from '../../src/jobs/refund.issue.js';
import { useDatabase } from '../support/database.js';
import { useGiving } from '../support/giving.js';
import { perform } from '../support/perform.js';
import { useRefunds } from '../support/refunds.js';
import { failure, rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('a refund that a person gives up, because it was not made', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, scope, purchase, topup, request, issue, back, rows, end, balance, spend, soundBooks } =
    useRefunds(database, world);
  const cancel = (refundId: bigint) =>
    database.db.transaction((trx) =>
      cancelRefund(database.db, trx, { refundId, actor: 'cli', reason: 'it is not there' }),
    );
  const see = ({ id }: Pick<Payment, 'id'>, externalId: string, claim: 'pending' | 'succeeded') =>
    database.db.transaction((trx) =>
      settleRefund(
        database.db,
        trx,
        id,
        { externalId, claim, amount: rub(300_00n), reason: null },
        { source: 'test', now: new Date() },
      ),
    );
  /** At a provider where nothing makes a repeat the same. */
  const issueBy = (id: bigint, refund: NonNullable<Provider['refund']>) => {
    const yookassa = { ...world().payments.known.get('yookassa')!, refund, fullRefundsOnly: true };
    const payments = { known: new Map([['yookassa', yookassa]]), notOffered: new Map() };
    return perform(issueRefund, id, { ...scope(), payments });
  };
  const held = ({ orderId }: Payment) => shop().sum(`held:${orderId}`);
  const states = async () => (await rows()).map(({ state }) => state);
  /** No answer first, and refused when it was asked for again. */
  const stuck = async (payment: Payment): Promise<bigint> => {
    const { id } = await request(payment);
    for (const error of [new UpstreamFailed('no answer'), new UpstreamRejected('refused')])
      expect(await failure(issueBy(id, () => Promise.reject(error)))).to.include({ code: error.code });
    expect((await rows()).find((row) => row.id === id)!.state).to.equal('review');
    return id;
  };

  it('is given up also where its money could not go to the balance any more, since it had gone back outside', async () => {
    const payment = await purchase();
    const { id } = await request(payment, { amount: rub(120_00n), toBalance: true });
    const seen = { externalId: 'cabinet-1', claim: 'succeeded', amount: rub(120_00n), reason: null } as const;
    const { db } = database;
    await db.transaction((trx) =>
      settleRefund(db, trx, payment.id, seen, { source: 'test', now: new Date() }),
    );
    await issue(id);
    expect(await states()).to.deep.equal(['review', 'succeeded']);
    await cancel(id);
    expect([await states(), await balance()]).to.deep.equal([['canceled', 'succeeded'], 0n]);
    await soundBooks();
  });

  it('gives back what was held for it, and another can be asked for', async () => {
    const payment = await topup();
    const id = await stuck(payment);
    expect([await balance(), await held(payment)]).to.deep.equal([0n, 300_00n]);
    await soundBooks();
    await cancel(id);
    expect([await balance(), await held(payment), await states()]).to.deep.equal([300_00n, 0n, ['canceled']]);
    const audit = await database.db.knex('audit_log').where({ action: 'refund.cancel' });
    expect(audit).to.have.length(1);
    expect(audit[0]).to.include({ actor: 'cli', subject: `refund:${id}`, reason: 'it is not there' });

    await back(payment);
    expect([await shop().stateOf(payment), await balance()]).to.deep.equal(['refunded', 0n]);
    await soundBooks();
  });

  it('gives back nothing that is held for another of the same payment', async () => {
    const payment = await topup();
    const first = await stuck(payment);
    const second = await request(payment);
    expect(second.state).to.equal('review');
    await cancel(second.id);
    expect([await balance(), await held(payment)]).to.deep.equal([0n, 300_00n]);
    await cancel(first);
    expect([await balance(), await held(payment)]).to.deep.equal([300_00n, 0n]);
    await soundBooks();
  });

  it('of a top-up that was spent is over, too', async () => {
    const payment = await topup();
    await spend(rub(1n));
    const { id } = await request(payment);
    await cancel(id);
    expect([await states(), await balance()]).to.deep.equal([['canceled'], 299_99n]);
  });

  it('and that was made all the same is booked, from where its money is by then', async () => {
    for (const name of [null, 'one']) {
      const payment = await topup();
      const { id } = await request(payment);
      if (name !== null) await see(payment, name, 'pending');
      await cancel(id);
      expect(await balance()).to.equal(300_00n);
      for (const _ of [1, 2]) await see(payment, name ?? 'two', 'succeeded');
      expect([await shop().stateOf(payment), await balance(), await held(payment)]).to.deep.equal([
        'refunded',
        0n,
        0n,
      ]);
    }
    expect(await states()).to.deep.equal(['canceled', 'succeeded', 'canceled', 'succeeded']);
    await soundBooks();
  });

  it('and that was made all the same takes what is left of it, and waits for a person, once its money is spent', async () => {
    const payment = await topup();
    const { id } = await request(payment);
    await cancel(id);
    await spend(rub(1n));
    await see(payment, 'one', 'succeeded');
    expect([await states(), await balance()]).to.deep.equal([['canceled', 'review'], 0n]);
    const made = (await rows())[1]!;
    expect(await failure(cancel(made.id))).to.include({ code: 'refund.made' });
  });

  it('while its provider is asked is booked when that makes it, and stays as it is when it refuses', async () => {
    const payment = await purchase();
    const refused = await request(payment);
    const no = async () => {
      await cancel(refused.id);
      throw new UpstreamRejected('refused');
    };
    expect(await failure(issueBy(refused.id, no))).to.include({ code: 'upstream.rejected' });
    const { id } = await request(payment);
    await issueBy(id, async (paymentExternalId, amount) => {
      await cancel(id);
      return { externalId: 'one', paymentExternalId, claim: 'succeeded', amount, reason: null };
    });
    expect(await states()).to.deep.equal(['canceled', 'succeeded']);
    expect([await shop().stateOf(payment), await end(), await shop().sum('sales')]).to.deep.equal([
      'refunded',
      null,
      0n,
    ]);
    await soundBooks();
  });

  it('in the same moment as its provider tells of it goes back once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const payment = await topup();
      const { id } = await request(payment);
      const name = `round-${round}`;
      await see(payment, name, 'pending');
      await Promise.allSettled([cancel(id), see(payment, name, 'succeeded'), cancel(id)]);
      expect([await shop().stateOf(payment), await balance(), await held(payment)]).to.deep.equal([
        'refunded',
        0n,
        0n,
      ]);
    }
    expect(await shop().sum('provider:yookassa')).to.equal(0n);
    await soundBooks();
  }).timeout(30_000);

  it('must be there, and not over', async () => {
    const payment = await purchase();
    const { id } = await request(payment);
    await cancel(id);
    expect(await failure(cancel(id))).to.include({ code: 'refund.over' });
    const made = await request(payment);
    await issue(made.id);
    expect(await failure(cancel(made.id))).to.include({ code: 'refund.over' });
    expect(await failure(cancel(404n))).to.include({ code: 'refund.unknown' });
    expect(await shop().stateOf(payment)).to.equal('refunded');
  });
});

describe('a gift whose refund is given up', () => {
  const giving = useGiving();

  it('can be redeemed again', async () => {
    const { db } = giving.database;
    const { id, payment, token } = await giving.give();
    const refundId = await giving.refund(payment, { toBalance: false }, false);
    await db.refunds
      .query()
      .findById(refundId)
      .patch({ state: 'review' } as object);
    expect(await giving.redeem(token)).to.deep.include({ refused: 'held' });
    await db.transaction((trx) => cancelRefund(db, trx, { refundId, actor: 'cli', reason: 'no' }));
    expect([
      await giving.shop().sum(`held:${id}`),
      await giving.shop().balance(giving.giver()),
    ]).to.deep.equal([499_00n, 0n]);
    expect(await giving.redeem(token)).to.not.have.property('refused');
    expect(await db.ledger.audit()).to.deep.equal([]);
  });
});
