import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { createPayments, offers, providerDefinitions } from '../../src/payments/registry.js';
import { tools } from '../support/tools.js';

describe('the payment providers', () => {
  it('have ids of their own, fit for a path', () => {
    const ids = providerDefinitions.map(({ id }) => id);

    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) expect(id).to.match(/^[a-z]+$/);
  });

  it('are offered when they are configured, and say what is missing when not', () => {
    const bare = createPayments({}, tools);
    expect([...bare.offered.keys()]).to.deep.equal(['balance']);
    expect(bare.missing.get('yookassa')).to.include('YOOKASSA_SHOP_ID');

    const full = createPayments({ YOOKASSA_SHOP_ID: '1', YOOKASSA_SECRET_KEY: 'test_secret' }, tools);
    expect([...full.offered.keys()]).to.deep.equal(['balance', 'yookassa']);
    expect(full.missing.get('cryptopay')).to.include('CRYPTOPAY_TOKEN');
  });

  it('stop the start when a setting is wrong', () => {
    expect(() => createPayments({ YOOKASSA_SHOP_ID: '1' }, tools)).to.throw('YOOKASSA_SECRET_KEY');
  });

  it('are offered for amounts within their limits, in their currencies', () => {
    const payments = createPayments({ YOOKASSA_SHOP_ID: '1', YOOKASSA_SECRET_KEY: 'test_secret' }, tools);
    expect(offers(payments, 'yookassa', money(1_00n, 'RUB'))).to.equal(true);
    expect(offers(payments, 'yookassa', money(350_000_00n, 'RUB'))).to.equal(true);
    expect(offers(payments, 'yookassa', money(99n, 'RUB'))).to.equal(false);
    expect(offers(payments, 'yookassa', money(350_000_01n, 'RUB'))).to.equal(false);
    expect(offers(payments, 'yookassa', money(100n, 'USD'))).to.equal(false);
    expect(offers(payments, 'nobody', money(1_00n, 'RUB'))).to.equal(false);
  });

  it('of the internal kind call nobody', () => {
    const balance = createPayments({}, tools).offered.get('balance');

    expect(balance).to.include({ asksAgain: false });
    expect(balance).not.to.have.any.keys('create', 'get', 'webhook', 'refund');
    expect(balance?.limits.RUB?.min).to.equal(1n);
  });
});
