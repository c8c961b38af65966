import { expect } from 'chai';
import { mayMove, paidStates, paymentStates, unfinishedStates } from '../../src/domain/payment.js';

/** The table of the architecture, written once more. */
const legal: Readonly<Record<string, string>> = {
  created: 'pending succeeded canceled expired failed review',
  pending: 'succeeded canceled expired failed review',
  canceled: 'succeeded review',
  expired: 'succeeded review',
  failed: 'succeeded review',
  succeeded: 'refunded_in_part refunded disputed',
  refunded_in_part: 'refunded_in_part refunded disputed',
  disputed: 'succeeded refunded_in_part refunded',
  refunded: '',
  review: '',
};

describe('a payment', () => {
  for (const from of paymentStates) {
    it(`that is ${from} may be moved by us to: ${legal[from] || 'nothing'}`, () => {
      const allowed = paymentStates.filter((to) => mayMove(from, to));
      expect(allowed).to.have.members(legal[from]!.split(' ').filter(Boolean));
    });
  }

  it('in review is a decision of a person', () => {
    const allowed = paymentStates.filter((to) => mayMove('review', to, 'person'));
    expect(allowed).to.have.members(['succeeded', 'canceled', 'refunded']);
  });

  it('that a person canceled in review is over once its money went back', () => {
    const allowed = paymentStates.filter((to) => mayMove('canceled', to, 'person'));
    expect(allowed).to.have.members(['succeeded', 'review', 'refunded']);
  });

  it('is paid while money of it is here, and unfinished while its provider is asked', () => {
    expect([...paidStates]).to.have.members(['succeeded', 'refunded_in_part', 'disputed']);
    expect([...unfinishedStates]).to.have.members(['created', 'pending']);
  });
});
