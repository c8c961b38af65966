import { expect } from 'chai';
import { pino } from 'pino';
import type { RefundSnapshot } from '../../src/payments/provider.js';
import issueRefund from '../../src/jobs/refund.issue.js';
import { settleRefund } from '../../src/effects/settle-refund.js';
import { useDatabase } from '../support/database.js';
import { deliver } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { useRefunds } from '../support/refunds.js';
import { useWorld } from '../support/world.js';

describe('a refund that its provider answered, and cancels', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, scope, topup, request, back, rows, balance, yookassa, soundBooks } = useRefunds(
    database,
    world,
  );
  let told: string[] = [];
  beforeEach(() => {
    told = [];
  });
  const log = pino({ level: 'error' }, { write: (line: string) => void told.push(line) });
  const issue = (id: bigint) => perform(issueRefund, id, { ...scope(), log });
  const audited = () =>
    database.db.knex('audit_log').where({ action: 'refund.refused' }).select('actor', 'subject', 'reason');
  const isSaidOnce = async (id: bigint, reason = 'insufficient_funds') => {
    expect(await audited()).to.deep.equal([{ actor: 'provider:yookassa', subject: `refund:${id}`, reason }]);
    expect(told).to.have.length(1);
    expect(told[0]).to.include(`"refund":"${id}"`).and.to.include(reason);
    expect(await shop().stateOf({ id }, 'refunds')).to.equal('canceled');
    expect(await balance()).to.equal(300_00n);
    await soundBooks();
  };
  const pending = async () => {
    await yookassa('POST', '/refunds', { outcome: 'pending' });
    const payment = await topup();
    const { id } = await request(payment);
    await issue(id);
    expect([told, await audited()]).to.deep.equal([[], []]);
    const [refund] = await rows();
    return { id, payment, name: refund!.externalId! };
  };

  it('at once, says why, once, and can be asked for anew', async () => {
    await yookassa('POST', '/refunds', { outcome: 'canceled' });
    const payment = await topup();
    const { id } = await request(payment);
    for (const _ of [1, 2]) await issue(id);
    await isSaidOnce(id);

    await yookassa('POST', '/refunds', { outcome: 'succeeded' });
    await back(payment);
    expect([await shop().stateOf(payment), await balance()]).to.deep.equal(['refunded', 0n]);
  });

  it('days later, says why when it is asked', async () => {
    const { id, name } = await pending();
    await yookassa('POST', `/refunds/${name}/cancel`);
    for (const _ of [1, 2]) await issue(id);
    await isSaidOnce(id);
  });

  it('and is told of by a notice, says why', async () => {
    const { id, payment, name } = await pending();
    await yookassa('POST', `/refunds/${name}/cancel`);
    const { externalId } = await database.db.payments.byId(database.db.knex, payment.id);
    const notice = { id: name, payment_id: externalId };
    for (const _ of [1, 2]) await deliver({ ...scope(), log }, 'refund.succeeded', notice);
    await isSaidOnce(id);
  });

  it('with more words than a reason has, or a secret among them, keeps neither', async () => {
    const { id, payment, name } = await pending();
    const seen: Omit<RefundSnapshot, 'paymentExternalId'> = {
      externalId: name,
      claim: 'canceled',
      amount: payment.amount,
      reason: `token=hush ${'x'.repeat(500)}`,
    };
    const how = { source: 'test', now: new Date() };
    const refused = await database.db.transaction((trx) =>
      settleRefund(database.db, trx, payment.id, seen, how),
    );
    expect(refused?.id).to.equal(id);
    expect(refused?.reason)
      .to.have.length(100)
      .and.to.match(/^token=<secret> x+$/);
  });
});
