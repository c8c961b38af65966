import { expect } from 'chai';
import { differ, differInRefund } from '../../src/domain/books.js';
import { money } from '../../src/domain/money.js';
import { paymentStates } from '../../src/domain/payment.js';
import { rub } from '../support/shop.js';

describe('what both sides say of a payment', () => {
  const amount = rub(199_00n);
  const none = rub(0n);
  const ours = { state: 'succeeded', amount, refunded: none } as const;
  const theirs = { claim: 'succeeded', amount, refunded: none, ours: true } as const;

  it('is the same', () => expect(differ(ours, theirs, true)).to.equal(null));

  it('is nothing where no money came on either side', () => {
    for (const state of ['created', 'pending', 'canceled', 'expired', 'failed'] as const)
      for (const claim of ['pending', 'canceled', 'expired', 'failed'])
        expect(differ({ ...ours, state }, { ...theirs, claim }, true), `${state} ${claim}`).to.equal(null);
  });

  it('differs in each state of ours as it must', () => {
    const kinds = Object.fromEntries(
      paymentStates.map((state) => [state, differ({ ...ours, state }, theirs, false)?.kind ?? 'agree']),
    );
    expect(kinds).to.deep.equal({
      created: 'missing',
      pending: 'missing',
      succeeded: 'agree',
      canceled: 'missing',
      expired: 'missing',
      failed: 'missing',
      refunded_in_part: 'agree',
      refunded: 'agree',
      disputed: 'agree',
      review: 'agree',
    });
  });

  it('names what is only with one of them', () => {
    expect(differ(undefined, theirs, true)).to.deep.equal({
      kind: 'missing',
      ours: 'nothing',
      theirs: 'succeeded 199.00 RUB',
    });
    expect(differ(ours, null, true)).to.include({ kind: 'unpaid', theirs: 'nothing' });
  });

  it('is another amount, also the same number of another currency', () => {
    for (const other of [rub(199_01n), money(199_00n, 'USD')])
      expect(differ(ours, { ...theirs, amount: other }, true)).to.include({ kind: 'amount' });
  });

  it('counts what went back only where the payment tells it', () => {
    const back = { ...theirs, refunded: rub(1_00n) };
    expect(differ(ours, back, false)).to.equal(null);
    expect(differ(ours, back, true)).to.include({
      kind: 'refund',
      theirs: 'succeeded 199.00 RUB, 1.00 went back',
    });
  });

  it('leaves another shop’s alone', () => {
    expect(differ(undefined, { ...theirs, ours: false }, true)).to.equal(null);
  });

  it('and of a refund: made there and booked here, or neither', () => {
    const made = { claim: 'succeeded', amount };
    expect(differInRefund({ state: 'succeeded', amount }, made)).to.equal(null);
    expect(differInRefund(undefined, { claim: 'canceled', amount })).to.equal(null);
    expect(differInRefund({ state: 'canceled', amount }, { claim: 'canceled', amount })).to.equal(null);
    expect(differInRefund(undefined, made)).to.include({ ours: 'nothing' });
    expect(differInRefund({ state: 'succeeded', amount }, null)).to.include({ theirs: 'nothing' });
    expect(differInRefund({ state: 'succeeded', amount: rub(1n) }, made)).to.not.equal(null);
    expect(differInRefund({ state: 'review', amount }, { claim: 'canceled', amount })).to.not.equal(null);
  });
});
