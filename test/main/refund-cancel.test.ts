import { expect } from 'chai';
import { requestRefund } from '../../src/effects/request-refund.js';
import { addMoney } from '../../src/main/cli/money.js';
import { useCli } from '../support/cli.js';
import { useDatabase } from '../support/database.js';
import { failure, openShop, rub } from '../support/shop.js';

describe('npm run cli -- refund-cancel', () => {
  const database = useDatabase();
  const cli = useCli([addMoney]);

  it('gives up a refund and gives back what was held, once; else it says why not', async () => {
    const { db } = database;
    const shop = await openShop(db);
    const userId = await shop.person();
    const payment = await shop.attempt(await shop.topup(userId, rub(300_00n)));
    await shop.see(payment);
    const why = { takesGrant: true, toBalance: false, actor: 'cli', reason: 'asked for it' };
    const { id } = await db.transaction((trx) => requestRefund(db, trx, { paymentId: payment.id, ...why }));
    expect(await shop.balance(userId)).to.equal(0n);

    const cancel = (which: bigint) => cli(['refund-cancel', String(which), '--reason', 'it is not there']);
    expect(await cancel(id)).to.equal(
      `refund ${id} is canceled now; what was held for it is its person's again`,
    );
    expect([await shop.balance(userId), await shop.stateOf({ id }, 'refunds')]).to.deep.equal([
      300_00n,
      'canceled',
    ]);
    const [row] = await db.knex('audit_log').where({ action: 'refund.cancel' });
    expect(row).to.include({ subject: `refund:${id}`, reason: 'it is not there' });
    expect(row.actor).to.match(/^cli:/);

    const sentences = [
      [id, `refund ${id} is canceled: there is nothing to cancel`],
      [404n, 'there is no refund 404'],
    ] as const;
    for (const [which, message] of sentences)
      expect(await failure(cancel(which))).to.have.property('message', message);
  });
});
