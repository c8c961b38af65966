import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { money, type Money } from '../../src/domain/money.js';
import { refuseRefund } from '../../src/effects/cancel-refund.js';
import { payFromBalance } from '../../src/effects/pay-from-balance.js';
import { settleRefund, type SeenRefund } from '../../src/effects/settle-refund.js';
import { writeOffRefund } from '../../src/effects/write-off-refund.js';
import { useDatabase } from '../support/database.js';
import { useRefunds } from '../support/refunds.js';
import { failure, rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('money that its provider gave back, and that is spent here in part', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, userId, purchase, topup, request, back, rows, balance, spend, soundBooks } = useRefunds(
    database,
    world,
  );
  const goesBack = (
    { id }: Pick<Payment, 'id'>,
    amount: Money,
    { claim = 'succeeded', externalId = 'dp-1' }: Partial<SeenRefund> = {},
  ) => {
    const { db } = database;
    const seen = { externalId, claim, amount, reason: null };
    return db.transaction((trx) => settleRefund(db, trx, id, seen, { source: 'test', now: new Date() }));
  };
  const writeOff = async (refundId: bigint): Promise<Money> => {
    const { db } = database;
    const how = { refundId, actor: 'cli', reason: 'its person is gone' };
    return db.transaction((trx) => writeOffRefund(db, trx, how, new Date()));
  };
  /** A month for 199. */
  const buy = async (): Promise<bigint | null> => {
    const { db } = database;
    const { id } = await shop().order(userId());
    return db.transaction(async (trx) => payFromBalance(db, trx, await db.orders.lock(trx, id), new Date()));
  };
  const held = ({ orderId }: Payment) => shop().sum(`held:${orderId}`);
  const standing = async (payment: Payment) => ({
    refunds: (await rows()).map(({ state }) => state),
    payment: await shop().stateOf(payment),
    balance: await balance(),
    held: await held(payment),
    there: await shop().sum('provider:yookassa'),
  });
  const waiting = { refunds: ['review'], payment: 'succeeded', there: -300_00n };
  const booked = { refunds: ['succeeded'], payment: 'refunded', held: 0n, there: 0n };
  /** Of 300, 101 are left. */
  const spent = async (): Promise<Payment> => {
    const payment = await topup();
    await buy();
    expect(await balance()).to.equal(101_00n);
    return payment;
  };
  afterEach(soundBooks);

  it('is taken as far as it is there, at once and once, so that it buys nothing more', async () => {
    const payment = await spent();
    await Promise.all([1, 2, 3].map(() => goesBack(payment, rub(300_00n))));
    expect(await standing(payment)).to.deep.equal({ ...waiting, balance: 0n, held: 101_00n });
    expect((await rows())[0]).to.include({ heldMinor: 101_00n });
    await shop().give(userId(), rub(98_00n));
    expect([await buy(), await balance()]).to.deep.equal([null, 98_00n]);
  });

  it('is taken bit by bit as it comes, each time its provider tells, and is booked with the last', async () => {
    const payment = await spent();
    await goesBack(payment, rub(300_00n));
    await shop().give(userId(), rub(150_00n));
    await goesBack(payment, rub(300_00n));
    expect(await standing(payment)).to.deep.equal({ ...waiting, balance: 0n, held: 251_00n });
    await shop().give(userId(), rub(60_00n));
    for (const _ of [1, 2]) await goesBack(payment, rub(300_00n));
    expect(await standing(payment)).to.deep.equal({ ...booked, balance: 11_00n });
    expect(await shop().told()).to.include(`refund:${(await rows())[0]!.id}`);
  });

  it('is taken once where enough of it comes later: what is held goes first', async () => {
    const payment = await spent();
    await goesBack(payment, rub(300_00n));
    await shop().give(userId(), rub(300_00n));
    await goesBack(payment, rub(300_00n));
    expect(await standing(payment)).to.deep.equal({ ...booked, balance: 101_00n });
  });

  it('and that one purchase and the bank want at the same time goes to one of them', async () => {
    for (let round = 0; round < 5; round += 1) {
      const payment = await topup();
      const [bought] = await Promise.all([
        buy(),
        goesBack(payment, rub(300_00n), { externalId: `${round}` }),
      ]);
      const refund = (await rows()).at(-1)!;
      expect(await balance()).to.equal(0n);
      expect([refund.state, refund.heldMinor]).to.deep.equal(
        bought === null ? ['succeeded', 0n] : ['review', 101_00n],
      );
      if (bought !== null) await writeOff(refund.id);
    }
  });

  it('is the loss of the shop where a person says so: what is left is taken, and all of it booked', async () => {
    const payment = await spent();
    await goesBack(payment, rub(300_00n));
    await shop().give(userId(), rub(9_00n));
    const { id } = (await rows())[0]!;
    expect(await writeOff(id)).to.deep.equal(rub(190_00n));
    expect(await standing(payment)).to.deep.equal({ ...booked, balance: 0n });
    expect(await shop().sum('adjust')).to.equal(-199_00n); // 9 were given above
    const [audit, ...more] = await database.db.knex('audit_log').where({ action: 'refund.write_off' });
    expect(audit).to.include({ actor: 'cli', subject: `refund:${id}`, reason: 'its person is gone' });
    expect(more).to.deep.equal([]);
    expect(await failure(writeOff(id))).to.include({ code: 'refund.not_made' });
    await goesBack(payment, rub(300_00n));
    expect(await standing(payment)).to.deep.equal({ ...booked, balance: 0n });
  });

  it('is no loss where it is there by then', async () => {
    const payment = await spent();
    await goesBack(payment, rub(300_00n));
    await shop().give(userId(), rub(200_00n));
    expect(await writeOff((await rows())[0]!.id)).to.deep.equal(rub(0n));
    expect(await standing(payment)).to.deep.equal({ ...booked, balance: 1_00n });
  });

  it('is its person’s again where its provider has it back: but for what was the loss of the shop', async () => {
    const payment = await spent();
    await goesBack(payment, rub(300_00n));
    for (const _ of [1, 2]) await goesBack(payment, rub(300_00n), { claim: 'canceled' });
    expect(await standing(payment)).to.deep.equal({
      ...waiting,
      refunds: ['canceled'],
      balance: 101_00n,
      held: 0n,
    });

    await goesBack(payment, rub(300_00n), { externalId: 'dp-2' });
    await writeOff((await rows()).at(-1)!.id);
    for (const _ of [1, 2]) await goesBack(payment, rub(300_00n), { externalId: 'dp-2', claim: 'canceled' });
    expect([await balance(), await held(payment)]).to.deep.equal([101_00n, 0n]);
    expect([await shop().sum('adjust'), await shop().sum('provider:yookassa')]).to.deep.equal([0n, -300_00n]);
  });

  it('stays held where another refund of it is given up: what that held is held on for it', async () => {
    const payment = await topup();
    const { id } = await request(payment, { amount: rub(200_00n) });
    await spend(rub(60_00n));
    await goesBack(payment, rub(300_00n));
    expect(await held(payment)).to.equal(240_00n);
    const asked = await database.db.refunds.query().findById(id).throwIfNotFound();
    await database.db.transaction((trx) => refuseRefund(database.db, trx, asked, 'no'));
    expect([await balance(), await held(payment)]).to.deep.equal([0n, 240_00n]);
    expect((await rows()).at(-1)).to.include({ heldMinor: 240_00n });
    expect(await writeOff((await rows()).at(-1)!.id)).to.deep.equal(rub(60_00n));
    expect(await standing(payment)).to.deep.include({ ...booked, refunds: ['canceled', 'succeeded'] });
  });

  it('is taken and written off also where it lay on the balance after a refund', async () => {
    const payment = await purchase();
    await back(payment, { toBalance: true });
    await spend(rub(150_00n));
    await goesBack(payment, rub(199_00n));
    expect([await balance(), await held(payment)]).to.deep.equal([0n, 49_00n]);
    await shop().give(userId(), rub(50_00n));
    for (const _ of [1, 2]) await goesBack(payment, rub(199_00n));
    expect([await balance(), await held(payment)]).to.deep.equal([0n, 99_00n]);
    expect(await writeOff((await rows()).at(-1)!.id)).to.deep.equal(rub(100_00n));
    expect(await standing(payment)).to.deep.include({ ...booked, refunds: ['succeeded', 'succeeded'] });
    expect(await shop().sum('sales')).to.equal(150_00n);
  });

  it('is written off only where that is why it waits', async () => {
    const payment = await spent();
    const asked = await request(payment);
    expect(asked.state).to.equal('review');
    expect(await failure(writeOff(asked.id))).to.include({ code: 'refund.not_made' });
    await goesBack(payment, money(2_00n, 'USD'));
    const { id } = (await rows()).at(-1)!;
    expect(await failure(writeOff(id))).to.include({ code: 'refund.not_spent' });
    expect(await failure(writeOff(404n))).to.include({ code: 'refund.unknown' });
    expect([await balance(), await held(payment)]).to.deep.equal([101_00n, 0n]);
  });
});
