import { expect } from 'chai';
import { settleRefund } from '../../src/effects/settle-refund.js';
import { addMoney } from '../../src/main/cli/money.js';
import { useCli } from '../support/cli.js';
import { useDatabase } from '../support/database.js';
import { failure, openShop, rub } from '../support/shop.js';

describe('npm run cli -- refund-write-off', () => {
  const database = useDatabase();
  const cli = useCli([addMoney]);

  it('books what is spent of a refund as a loss, once, and says how much that is; else it says why not', async () => {
    const { db } = database;
    const shop = await openShop(db);
    const userId = await shop.person();
    const payment = await shop.attempt(await shop.topup(userId, rub(300_00n)));
    await shop.see(payment);
    const spent = { key: 'spent', from: `user:${userId}`, to: 'sales', amount: rub(199_00n) } as const;
    await db.transaction((trx) => db.ledger.transfer(trx, spent));
    const seen = { externalId: 'dp-1', claim: 'succeeded', amount: rub(300_00n), reason: null } as const;
    const how = { source: 'test', now: new Date() };
    await db.transaction((trx) => settleRefund(db, trx, payment.id, seen, how));
    const { id } = await db.refunds.query().findOne({ externalId: 'dp-1' }).throwIfNotFound();
    expect(await cli(['refunds', '--state', 'review'])).to.include('10100');

    const writeOff = (which: bigint) => cli(['refund-write-off', String(which), '--reason', 'gone']);
    expect(await writeOff(id)).to.equal(`refund ${id} is booked now; 199.00 RUB are the loss of the shop`);
    expect([await shop.stateOf(payment), await shop.balance(userId)]).to.deep.equal(['refunded', 0n]);
    const [row] = await db.knex('audit_log').where({ action: 'refund.write_off' });
    expect(row).to.include({ subject: `refund:${id}`, reason: 'gone' });
    expect(row.actor).to.match(/^cli:/);

    const sentences = [
      [id, `refund ${id} is succeeded: only one in review that its provider has made can be written off`],
      [404n, 'there is no refund 404'],
    ] as const;
    for (const [which, message] of sentences)
      expect(await failure(writeOff(which))).to.have.property('message', message);
  });
});
