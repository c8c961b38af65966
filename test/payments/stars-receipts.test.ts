import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { receiptId } from '../../src/domain/star-receipt.js';
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

  it('of a subscription say which term they are of, and when the next one is charged', () => {
    const renewal = { is_recurring: true, subscription_expiration_date: 1_800_000_000 };
    const repeat = {
      mandateId: null,
      term: { months: 0, days: 30 },
      paidUntil: new Date('2027-01-15T08:00:00Z'),
    };
    const later = read(paid(renewal));
    expect(later).to.include({ kind: 'payment', paymentId: '7' });
    expect(later?.snapshot?.repeat).to.deep.equal({ ...repeat, isFirst: false });
    const first = read(paid({ ...renewal, is_first_recurring: true }));
    expect(first?.snapshot?.repeat).to.deep.equal({ ...repeat, isFirst: true });
    expect(read(paid({ is_recurring: true }))?.snapshot?.repeat).to.equal(undefined);
  });

  it('of other currencies are compared where we know those, and ignored where not', () => {
    expect(read(paid({ currency: 'USD' }))?.snapshot?.amount).to.deep.equal(money(150n, 'USD'));
    expect(read(paid({ currency: 'KZT' }))).to.include({ kind: 'other' });
    const refund = { refunded_payment: { ...receipt, currency: 'KZT' } };
    expect(read(refund)).to.include({ kind: 'other' });
  });

  it('are kept whatever their charge is called, and not believed where it can have no such name', () => {
    expect(receiptId('paid', 'stx\0')).to.equal('paid:stx\uFFFD');
    for (const name of ['stx\0', '\0', ''])
      expect(() => read(paid({ telegram_payment_charge_id: name })), name).to.throw(MalformedWebhook);
  });

  it('tell how what Telegram charges by itself stands, by what it began with', () => {
    const told = (state: string, payload = '7') =>
      read({ update_id: 5, subscription: { user: { id: anna }, invoice_payload: payload, state } });
    const canceled = { paymentId: 7n, payerId: BigInt(anna), state: 'paused' };
    expect(told('canceled')).to.deep.include({ id: 'subscription:5', kind: 'mandate', mandate: canceled });
    expect(told('active')?.mandate?.state).to.equal('on');
    expect(told('failed')?.mandate?.state).to.equal('failed');
    for (const odd of [told('frozen'), told('canceled', 'x'), told('canceled', '9'.repeat(30))])
      expect(odd).to.include({ kind: 'other' });
    expect(() => read({ update_id: 5, subscription: { state: 'active' } })).to.throw(MalformedWebhook);
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
