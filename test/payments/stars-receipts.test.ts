import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { receipts } from '../../src/payments/stars-receipts.js';
import { MalformedWebhook } from '../../src/webhook.js';
import { anna } from './stars-counter.js';

describe('receipts of Stars', () => {
  const read = (message: object) => receipts.read(Buffer.from(JSON.stringify(message)));
  const receipt = {
    currency: 'XTR',
    total_amount: 150,
    invoice_payload: '7',
    telegram_payment_charge_id: 'stx1',
    provider_payment_charge_id: '',
  };
  const paid = (more: object) => ({ from: { id: anna }, successful_payment: { ...receipt, ...more } });

  it('are none of ours when they are of a later term of a subscription, which bears the payload of the first', () => {
    const renewal = { is_recurring: true, subscription_expiration_date: 1_800_000_000 };
    expect(read(paid(renewal))).to.include({ kind: 'other', name: 'a renewal of a subscription' });
    expect(read(paid({ ...renewal, is_first_recurring: true }))).to.include({ kind: 'payment' });
  });

  it('of other currencies are compared where we know those, and ignored where not', () => {
    expect(read(paid({ currency: 'USD' }))?.snapshot?.amount).to.deep.equal(money(150n, 'USD'));
    expect(read(paid({ currency: 'KZT' }))).to.include({ kind: 'other' });
    const refund = { refunded_payment: { ...receipt, currency: 'KZT' } };
    expect(read(refund)).to.include({ kind: 'other' });
  });

  for (const [what, more] of Object.entries({
    'a fraction': { total_amount: 1.5 },
    'a negative amount': { total_amount: -1 },
    'an amount in words': { total_amount: '150' },
    'no charge id': { telegram_payment_charge_id: '' },
    'no payload': { invoice_payload: undefined },
  })) {
    it(`with ${what} are no receipts`, () => expect(() => read(paid(more))).to.throw(MalformedWebhook));
  }

  it('without a payer are none', () =>
    expect(() => read({ successful_payment: receipt })).to.throw(MalformedWebhook));
});
