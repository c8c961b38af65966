import { expect } from 'chai';
import { ask, atAnyMoment } from '../chaos/invariants.js';
import { inOurBooks } from '../chaos/money/own-books.js';
import { queueRules } from '../chaos/queues.js';
import { activatePromo } from '../../src/effects/activate-promo.js';
import { appendGrant } from '../../src/effects/append-grant.js';
import { refuseRefund } from '../../src/effects/cancel-refund.js';
import { resolvePayment } from '../../src/effects/resolve-payment.js';
import { setBan } from '../../src/effects/set-ban.js';
import { Never } from '../../src/domain/errors.js';
import { useGiving } from '../support/giving.js';
import { promoCode } from '../support/promo.js';
import { rub } from '../support/shop.js';
import { useWork } from '../support/work.js';

describe('what a chaos run looks for in our tables', () => {
  const giving = useGiving();
  const { database } = giving;
  const rules: Readonly<Record<string, string>> = { ...atAnyMoment, ...inOurBooks };
  const broken = async (): Promise<Record<string, string[]>> => {
    const found = Object.entries(rules).map(
      async ([rule, sql]) => [rule, await ask(database.db, sql)] as const,
    );
    return Object.fromEntries((await Promise.all(found)).filter(([, what]) => what.length > 0));
  };
  /** What no writer of ours can do. */
  const tamper = (sql: string) =>
    database.db.knex.transaction(async (trx) => {
      await trx.raw('set local session_replication_role = replica');
      await trx.raw(sql);
    });
  const decide = (decision: (trx: Parameters<Parameters<typeof database.db.transaction>[0]>[0]) => unknown) =>
    database.db.transaction(async (trx) => void (await decision(trx)));

  /** A bit of everything: gifts, refunds done and refused, a code, a trial, a review settled and one canceled, a ban. */
  beforeEach(async () => {
    const { db } = database;
    const [shop, giver, receiver] = [giving.shop(), giving.giver(), giving.receiver()];
    const now = new Date();
    await giving.redeem((await giving.give()).token);
    await giving.refund((await giving.give()).payment);
    const refused = await giving.refund((await giving.give()).payment, {}, false);
    const refund = await db.refunds.query().findById(String(refused)).throwIfNotFound();
    await decide((trx) => refuseRefund(db, trx, refund, 'it says no'));
    for (const to of ['succeeded', 'canceled'] as const) {
      const payment = await shop.attempt(
        await shop.order(giver, to === 'canceled' ? await shop.plus() : undefined),
      );
      await shop.see(payment, 'succeeded', { amount: rub(1_00n) });
      await decide((trx) =>
        resolvePayment(db, trx, { paymentId: payment.id, to, actor: 'cli', reason: 'seen' }, now),
      );
    }
    await promoCode(db, { maxActivations: 20 });
    await decide((trx) => activatePromo(db, trx, giver, 'GIFT', now));
    const trial = (await db.plans.trial())!;
    const grant = {
      source: 'trial',
      sourceId: String(receiver),
      months: 0,
      days: 3,
      planVersionId: trial.id,
    } as const;
    await decide((trx) => appendGrant(db, trx, { userId: receiver, subscriptionId: null }, grant, now));
    const ban = { telegramId: 2n, to: 'banned', actor: 'cli', reason: 'spam' } as const;
    await decide((trx) => setBan(db, trx, ban, now));
  });

  it('is not there where our own code wrote them', async () => {
    expect(await broken()).to.deep.equal({});
  });

  const once = (sql: string) => `${sql} where id = (select min(id) from payment_events)`;
  const audited = (action: string) => `delete from audit_log where action = '${action}'`;
  const wrongs: Readonly<Record<string, readonly [rule: string, sql: string]>> = {
    'a payment that fell from succeeded to pending': [
      'payments move only as the domain lets them',
      `insert into payment_events (payment_id, from_state, to_state, source) values (1, 'succeeded', 'pending', 'x')`,
    ],
    'a payment whose log begins in the middle': [
      'the log of a payment has no gap, and ends in its state',
      once(`update payment_events set from_state = 'pending'`),
    ],
    'a move between which something is missing': [
      'the log of a payment has no gap, and ends in its state',
      `delete from payment_events where from_state = 'created' and to_state = 'review'`,
    ],
    'a payment in another state than its log says': [
      'the log of a payment has no gap, and ends in its state',
      `update payments set state = 'disputed' where id = 1`,
    ],
    'a payment that was paid and never moved': [
      'the log of a payment has no gap, and ends in its state',
      `delete from payment_events where payment_id = 1`,
    ],
    'a refund that nobody asked for': [
      'each refund that somebody asked for is audited',
      audited('refund.request'),
    ],
    'a refund that was asked for, and is not there': [
      'each refund that somebody asked for is audited',
      `insert into audit_log (actor, action, subject, reason) values ('cli', 'refund.request', 'payment:1', 'x')`,
    ],
    'a refused refund that goes on': [
      'a refund that was refused, or failed later, is audited once',
      `update refunds set state = 'pending' where state = 'canceled'`,
    ],
    'a refund that is refused twice': [
      'a refund that was refused, or failed later, is audited once',
      `insert into audit_log (actor, action, subject, reason)
       select actor, action, subject, reason from audit_log where action = 'refund.refused'`,
    ],
    'money kept of a refund that failed, and nobody knows why': [
      'a refund that was refused, or failed later, is audited once',
      `insert into ledger_transactions (key) values ('refund:1:failed')`,
    ],
    'a payment that was settled by nobody': [
      'each payment that was settled out of review is audited',
      audited('payment.settle'),
    ],
    'a payment that was canceled by nobody': [
      'each payment that was canceled out of review is audited',
      audited('payment.cancel'),
    ],
    'somebody whom nobody has banned': ['who is shut out was shut out by somebody', audited('ban.add')],
    'a second trial, of a code': [
      'a person has one trial, by themselves or by a code',
      `update promo_codes set kind = 'trial'; update grants set subscription_id = (
         select subscription_id from grants where source = 'trial') where source = 'promo'`,
    ],
    'more activations than the code has': [
      'a promo code is used no more often than it may be',
      `insert into promo_activations (promo_code_id, user_id, number) select 1, 1, n from generate_series(2, 21) n`,
    ],
    'slots that share more than the code has': [
      'a promo code is used no more often than it may be',
      `update promo_slots set at_most = at_most + 1 where n = 0`,
    ],
    'a slot without a limit': [
      'a promo code is used no more often than it may be',
      `update promo_slots set at_most = null where n = 0`,
    ],
    'a person who used it twice': [
      'nobody uses a promo code more often than each may',
      `insert into promo_activations (promo_code_id, user_id, number) values (1, 1, 2)`,
    ],
  };
  for (const [what, [rule, sql]] of Object.entries(wrongs))
    it(`is ${what}`, async () => {
      await tamper(sql);
      expect(Object.keys(await broken())).to.include(rule);
    });
});

describe('what a chaos run looks for in Redis', () => {
  const giving = useGiving();
  const { database } = giving;
  const work = useWork(database);
  const broken = async () => {
    const { redis } = work.producer();
    const found = await queueRules({ db: database.db, redis: redis as never });
    return Object.values(found).flat();
  };
  const failedJob = async () => {
    const job = work.job('fails', () => Promise.reject(new Never('x', 'never')));
    work.consume();
    await work.make(job, 'a');
    while ((await work.queue().getFailedCount()) === 0) await new Promise(setImmediate);
  };

  it('is a job without its promise', async () => {
    const job = work.job('waits', () => Promise.resolve());
    await work.make(job, 'a');
    expect(await broken()).to.deep.equal([]);
    await database.db.knex('outbox').delete();
    expect(await broken()).to.deep.equal(['waits:a, job o-1-1']);
  });

  it('is a job that failed while its promise stays open, and no dead letter', async () => {
    await failedJob();
    expect(await broken()).to.deep.equal([]);
    await database.db.knex('outbox').update({ parkedAt: null });
    expect(await broken()).to.deep.equal(['fails:a, job o-1-1']);
  });

  it('is not what was added for an update alone', async () => {
    await work.queue().add('mailbox.drain', { key: 'mailbox.drain:42', data: {} });
    expect(await broken()).to.deep.equal([]);
  });
});
