import { expect } from 'chai';
import { UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import type { Provider } from '../../src/payments/provider.js';
import { yookassa } from '../../src/payments/yookassa.js';
import { secretKey, serveYookassa, shopId, type Served } from '../sandbox/yookassa/serve.js';
import { callOf, errorOf, intentOf, offer } from './contract.js';

const price = money(299_00n, 'RUB');
const settingsOf = (served: Served, change: Record<string, string> = {}) => ({
  YOOKASSA_SHOP_ID: shopId,
  YOOKASSA_SECRET_KEY: secretKey,
  YOOKASSA_API_URL: served.apiUrl,
  ...change,
});

describe('yookassa, asked what became of a payment,', () => {
  let served: Served;
  let provider: Provider;
  before(async () => {
    served = await serveYookassa();
    provider = offer(yookassa, settingsOf(served));
  });
  after(() => served.close());

  const open = async (): Promise<string> =>
    String((await provider.create?.(intentOf(price), callOf('1')))?.externalId);
  const read = (id: string) => provider.get?.(id, callOf('1'));

  for (const [reason, claim] of [
    ['canceled_by_merchant', 'canceled'],
    ['expired_on_confirmation', 'expired'],
    ['expired_on_capture', 'expired'],
    ['insufficient_funds', 'failed'],
    ['a_reason_of_tomorrow', 'failed'],
  ] as const) {
    it(`reads a cancellation for ${reason} as ${claim}`, async () => {
      const id = await open();
      await served.control('POST', `/payments/${id}/cancel`, { reason });

      expect(await read(id)).to.include({ claim });
    });
  }

  it('does not take held money for paid', async () => {
    const { body } = await served.api('POST', '/payments', {
      json: {
        amount: { value: '1.00', currency: 'RUB' },
        confirmation: { type: 'redirect', return_url: 'https://t.me/' },
      },
    });
    const id = String(body['id']);
    served.sandbox.pay(id);

    expect(await read(id)).to.deep.include({ claim: 'pending', paymentId: null });
  });

  it('reports another amount and another currency as they are', async () => {
    const id = await open();
    await served.control('PATCH', `/payments/${id}`, { amount: '1.00', currency: 'USD' });

    expect(await read(id)).to.deep.include({ amount: money(100n, 'USD'), ours: true });
  });

  it('never retries a payment in a currency that we cannot hold, and lists past it', async () => {
    const since = new Date(Date.now() - 60_000);
    const [odd, even] = [await open(), await open()];
    await served.control('PATCH', `/payments/${odd}`, { currency: 'KZT' });

    expect(await errorOf(read(odd))).to.include({ retry: 'never', code: 'payment.unknown_currency' });
    expect(await idsSince(since))
      .to.include(even)
      .and.not.include(odd);
  });

  it("says that another shop's payment is not ours", async () => {
    const id = await open();
    await served.control('PATCH', `/payments/${id}`, { account_id: '7' });

    expect(await read(id)).to.include({ ours: false });
  });

  it('says that a test payment at a live shop is not ours', async () => {
    const live = offer(yookassa, settingsOf(served, { YOOKASSA_TEST_SHOP: 'false' }));
    const id = await open();

    expect(await live.get?.(id, callOf('1'))).to.include({ ours: false });
    expect(await read(id)).to.include({ ours: true });
  });

  it('lists page by page, more than one page holds', async () => {
    const since = new Date(Date.now() - 60_000);
    const ids: string[] = [];
    for (let left = 0; left < 101; left += 1) ids.push(await open());

    expect(await idsSince(since)).to.include.members(ids);
    expect(await idsSince(new Date(Date.now() + 60_000))).to.deep.equal([]);
  });

  it('sees refunds made in the cabinet', async () => {
    const id = await open();
    served.sandbox.pay(id);
    await served.control('POST', `/payments/${id}/refund`, { amount: { value: '9.00', currency: 'RUB' } });

    const seen = [];
    for await (const refund of provider.refundsSince?.(new Date(0), callOf('1')) ?? []) seen.push(refund);

    expect(seen.at(0)).to.deep.include({
      paymentExternalId: id,
      amount: money(900n, 'RUB'),
      claim: 'succeeded',
    });
    expect(await read(id)).to.deep.include({ refunded: money(900n, 'RUB') });
  });

  it('tells a refused refund from one that is under way, and why one was canceled', async () => {
    const id = await open();
    expect(await errorOf(provider.refund?.(id, price, 'too-early', callOf('1')))).to.be.instanceOf(
      UpstreamRejected,
    );
    served.sandbox.pay(id);
    await served.control('POST', '/refunds', { outcome: 'pending' });

    const refund = await provider.refund?.(id, price, 'pending', callOf('1'));
    await served.control('POST', `/refunds/${refund?.externalId}/cancel`);

    expect(refund).to.include({ claim: 'pending', reason: null });
    expect(await provider.getRefund?.(refund?.externalId ?? '', callOf('1'))).to.include({
      claim: 'canceled',
      reason: 'insufficient_funds',
    });
  });

  async function idsSince(since: Date): Promise<string[]> {
    const ids: string[] = [];
    for await (const { externalId } of provider.listSince?.(since, callOf('1')) ?? []) ids.push(externalId);
    return ids;
  }
});
