import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import type { Decline } from '../../src/domain/saved-method.js';
import { declineOf } from '../../src/payments/stripe-cards.js';
import { stripe } from '../../src/payments/stripe.js';
import { stripe as emulated } from '../../src/sandbox/stripe.js';
import { serve } from '../sandbox/serve.js';
import { itSavesMethods } from './saved-contract.js';
import { savingSettings, tellingOf } from './stripe-saving.js';

const price = money(4_99n, 'EUR');

itSavesMethods(stripe, {
  price,
  unknown: { method: 'cus_neverMade:pm_neverMade', binding: 'cs_test_neverMade' },
  declines: {
    insufficient_funds: 'no_money',
    card_velocity_exceeded: 'limit',
    issuer_not_available: 'temporary',
    expired_card: 'expired',
    authentication_required: 'suspected',
    stolen_card: 'suspected',
    revocation_of_authorization: 'revoked',
    generic_decline: 'other',
    something_new: 'other',
  },
  async open() {
    const served = await serve(emulated);
    const { till } = served.emulator;
    return {
      settings: savingSettings(served),
      pays: (id) => void till.pay(id),
      delivery: (id) => tellingOf(served, '', id),
      binds: (id) => void till.pay(id),
      givesUp: (id) => void till.end(id, 'expired'),
      declines: (id, reason) => served.control('POST', `/payment_methods/${id}/declines`, { reason }),
      drops: (id) => served.control('DELETE', `/payment_methods/${id}`),
      losesAnswer: () => served.control('POST', '/faults', { match: 'POST /payment_intents', kind: 'lost' }),
      bindingDelivery: (id) => tellingOf(served, 'checkout.session', id),
      close: served.close,
    };
  },
});

describe('the refusals of stripe', () => {
  for (const [code, advice, decline_] of [
    ['generic_decline', 'do_not_try_again', 'suspected'],
    ['insufficient_funds', 'confirm_card_data', 'suspected'],
    ['generic_decline', 'try_again_later', 'other'],
    ['expired_card', 'do_not_try_again', 'expired'],
    ['incorrect_number', 'confirm_card_data', 'revoked'],
  ] satisfies [string, string, Decline][]) {
    it(`take "${code}" with the advice "${advice}" for ${decline_}`, () => {
      expect(declineOf({ code: 'card_declined', decline_code: code, advice_code: advice })).to.equal(
        decline_,
      );
    });
  }

  it('are read by the code where a bank gave no reason of its own', () => {
    expect(declineOf({ code: 'authentication_required' })).to.equal('suspected');
    expect(declineOf(null)).to.equal('other');
  });
});
