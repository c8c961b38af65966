import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { heleket } from '../../src/payments/heleket.js';
import { signatureOf } from '../../src/payments/heleket-signature.js';
import type { Provider } from '../../src/payments/provider.js';
import { heleket as emulated } from '../../src/sandbox/heleket.js';
import { serve, type Served } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { callOf, intentOf, offer } from './contract.js';

const price = money(299_00n, 'RUB');

describe('an invoice of Heleket', () => {
  let served: Served<ReturnType<typeof emulated.open>>;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated);
    provider = offer(heleket, served.settings);
  });
  after(() => served.close());

  const open = async (by = provider): Promise<string> =>
    String((await by.create?.(intentOf(price), callOf('1')))?.externalId);
  const become = (id: string, status: string, more = {}) =>
    served.control('POST', `/payments/${id}/status`, { status, ...more });
  const get = (id: string) => provider.get?.(id, callOf('1'));
  const lastTold = async (id: string, status: string) => {
    const find = () =>
      served.shop.told.findLast(({ raw }) => raw.includes(id) && raw.includes(`"status":"${status}"`));
    await until(() => find() !== undefined);
    return find()!;
  };

  it('lets the rest be paid where the setting says so', async () => {
    const multiple = offer(heleket, { ...served.settings, HELEKET_PAYMENT_MULTIPLE: 'true' });
    const id = await open(multiple);
    expect(served.emulator.till.find(id).data.multiple).to.equal(true);

    await become(id, 'wrong_amount_waiting');
    expect(await get(id)).to.include({ claim: 'pending' });
    served.emulator.till.pay(id);
    expect(await get(id))
      .to.include({ claim: 'succeeded' })
      .and.not.to.have.property('doubt');
  });

  for (const [status, claim, doubt] of [
    ['process', 'pending'],
    ['confirm_check', 'pending'],
    ['wrong_amount', 'succeeded', 'underpaid'],
    ['locked', 'succeeded', 'held'],
    ['refund_process', 'succeeded', 'returning'],
    ['refund_fail', 'succeeded', 'returning'],
    ['paid_over', 'succeeded'],
    ['fail', 'failed'],
  ] as const) {
    it(`reads ${status} as ${claim}${doubt ? `, ${doubt}` : ''}, at the amount of the invoice`, async () => {
      const id = await open();
      await become(id, status);

      const expected = { claim, amount: price, refunded: money(0n, 'RUB'), ...(doubt && { doubt }) };
      const seen = await get(id);
      expect(seen).to.deep.include(expected);
      expect(seen?.doubt).to.equal(doubt);
      const delivery = await lastTold(id, status);
      provider.webhook?.verify(delivery);
      const event = provider.webhook?.read(delivery.raw);
      expect(event).to.include({ id: `${id}:${status}`, kind: 'payment' });
      expect(event?.tells).to.equal(claim === 'succeeded' ? 'paid' : undefined);
    });
  }

  it('reads a cancel as expired, and what is paid after it as paid', async () => {
    const id = await open();
    served.advance(3_601_000);
    expect(await get(id)).to.include({ claim: 'expired' });

    served.emulator.till.pay(id);
    expect(await get(id)).to.include({ claim: 'succeeded' });
  });

  it('hears of a refund made in the cabinet, and asks for it', async () => {
    const id = await open();
    served.emulator.till.pay(id);
    expect(await provider.getRefund?.(id, callOf('1'))).to.include({ claim: 'pending' });
    expect(await provider.refundOf?.(id, callOf('1'))).to.equal(null);
    await served.control('POST', `/payments/${id}/refund`);

    const { raw } = await lastTold(id, 'refund_paid');
    expect(provider.webhook?.read(raw)).to.include({ kind: 'refund', tells: 'back', paymentExternalId: id });
    expect(await provider.getRefund?.(id, callOf('1'))).to.deep.equal({
      externalId: id,
      paymentExternalId: id,
      claim: 'succeeded',
      amount: price,
      reason: null,
    });
    expect(await get(id)).to.deep.include({ claim: 'succeeded', refunded: price });
  });

  it('takes what PHP writes of slashes, pictures and strange line ends', async () => {
    const id = await open();
    await become(id, 'process', { additional: 'https://t.me/бот 😀 \u2028\u2029 "sign":"' });

    const delivery = await lastTold(id, 'process');
    expect(delivery.raw.toString()).to.include('https:\\/\\/t.me\\/бот 😀 \\u2028\\u2029');
    provider.webhook?.verify(delivery);
  });

  it('takes a test notification, which bears the live key, for a hint of an invoice that is not there', async () => {
    const uuid = '11111111-2222-4333-8444-555555555555';
    const body = JSON.stringify({ uuid, order_id: '1', status: 'paid' });
    const key = served.settings['HELEKET_API_KEY']!;
    await fetch(`${served.url}/v1/test-webhook/payment`, {
      method: 'POST',
      body,
      headers: { merchant: served.settings['HELEKET_MERCHANT_ID']!, sign: signatureOf(body, key) },
    });

    const delivery = await lastTold(uuid, 'paid');
    provider.webhook?.verify(delivery);
    expect(provider.webhook?.read(delivery.raw)).to.include({ externalId: uuid });
    expect(provider.asksAgain && (await get(uuid))).to.equal(null);
  });

  it('passes over what concerns no invoice', () => {
    const wallet = { type: 'wallet', uuid: '11111111-2222-4333-8444-555555555555', status: 'paid' };
    expect(provider.webhook?.read(Buffer.from(JSON.stringify(wallet)))).to.equal(null);
  });

  it('is told again until it says yes, for a day', async () => {
    served.shop.status = 500;
    const id = await open();
    served.emulator.till.pay(id);
    const told = () => served.shop.told.filter(({ raw }) => raw.includes(id)).length;
    await until(() => {
      served.advance(10 * 60_000);
      return told() > 5;
    });
    served.shop.status = 204;

    await until(() => {
      served.advance(3_600_000);
      return served.emulator.till.out.notices.size === 0;
    });
  });
});
