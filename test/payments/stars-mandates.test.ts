import { expect } from 'chai';
import { UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import { createPayments, repeats } from '../../src/payments/registry.js';
import type { Provider } from '../../src/payments/provider.js';
import { stars } from '../../src/payments/stars.js';
import { request } from '../../src/http.js';
import { toolsWith } from '../support/tools.js';
import { callOf, errorOf, intentOf, offer } from './contract.js';
import { anna, starsCounter, type StarsCounter } from './stars-counter.js';

const price = money(150n, 'XTR');
const month = { months: 1, days: 0 };
const thirtyDays = { months: 0, days: 30 };

describe('subscriptions in Stars', () => {
  let counter: StarsCounter;
  let provider: Provider;
  beforeEach(async () => {
    counter = await starsCounter();
    provider = offer(stars, counter.settings);
  });
  afterEach(() => counter.close());

  it('are for plans of a month or thirty days, up to 10 000 Stars, and of no other currency', () => {
    const payments = createPayments(counter.settings, toolsWith(request));
    const of = (term: typeof month, amount = price) => repeats(payments, 'stars', term, amount);
    expect(of(month)).to.deep.equal(thirtyDays);
    expect(of(thirtyDays)).to.deep.equal(thirtyDays);
    for (const term of [
      { months: 3, days: 0 },
      { months: 1, days: 1 },
      { months: 0, days: 31 },
    ])
      expect(of(term)).to.equal(null);
    expect(of(month, money(10_000n, 'XTR'))).to.deep.equal(thirtyDays);
    expect(of(month, money(10_001n, 'XTR'))).to.equal(null);
    expect(of(month, money(150n, 'RUB'))).to.equal(null);
    expect(repeats(payments, 'yookassa', month, price)).to.equal(null);
  });

  it('are stopped by the charge that they began with, and allowed again; a stranger’s are refused', async () => {
    const link = await provider.create?.(intentOf(price, { repeat: thirtyDays }), callOf('1'));
    const message = await counter.pay(String(link?.payUrl));
    const externalId = message.successful_payment?.telegram_payment_charge_id ?? '';
    const mandate = { externalId, payer: BigInt(anna) };
    const [subscription] = counter.telegram.subscriptions(anna);

    await provider.mandates?.stop(mandate, callOf('1'));
    await provider.mandates?.stop(mandate, callOf('1'));
    expect(subscription).to.include({ canceled: true, botCanceled: true });
    await provider.mandates?.allow?.(mandate, callOf('1'));
    expect(subscription).to.include({ canceled: true, botCanceled: false });

    const strange = { externalId, payer: 66n };
    expect(await errorOf(provider.mandates?.stop(strange, callOf('1')))).to.be.instanceOf(UpstreamRejected);
  });
});
