import { inspect } from 'node:util';
import { expect } from 'chai';
import { Throttled, UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import type { Provider } from '../../src/payments/provider.js';
import { tribute } from '../../src/payments/tribute.js';
import { tribute as emulated } from '../../src/sandbox/tribute.js';
import { serve } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { callOf, errorOf, intentOf, itBehavesLikeAProvider, offer } from './contract.js';
import { counterOf } from './counter.js';

const price = money(299_00n, 'RUB');
const unknownId = '11111111-2222-4333-8444-777777777777';

itBehavesLikeAProvider(tribute, {
  abilities: ['create', 'find', 'get', 'listSince', 'refund', 'getRefund'],
  price,
  unknownId,
  forged: (delivery) => ({ ...delivery, raw: Buffer.concat([delivery.raw, Buffer.from(' ')]) }),
  lacking: { settings: {}, names: 'TRIBUTE_API_KEY' },
  open: () => counterOf(emulated),
});

describe('the shop of tribute', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof emulated.open>>>>;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated);
    provider = offer(tribute, served.settings);
  });
  after(() => served.close());
  afterEach(() => served.control('DELETE', '/faults'));

  const fault = (match: string, kind: string, more: object = {}) =>
    served.control('POST', '/faults', { match, kind, ...more });
  const open = async (): Promise<string> =>
    String((await provider.create?.(intentOf(price), callOf('1')))?.externalId);
  const read = (id: string) => provider.get?.(id, callOf('1'));

  it('asks for one payment of whole kopeks in a lower-case currency, in words that fit', async () => {
    const description = `${'x'.repeat(99)}😀${'y'.repeat(300)}`;
    const id = (await provider.create?.(intentOf(money(1_00n, 'USD'), { description }), callOf('1')))
      ?.externalId;

    const bill = served.emulator.till.find(String(id));
    expect(bill).to.include({ minor: 100, currency: 'USD', description: description.slice(0, 300) });
    expect(bill.data).to.include({ title: 'x'.repeat(99), shopId: 17 });
    expect(await read(String(id))).to.deep.include({ amount: money(1_00n, 'USD') });
  });

  it('finds the order whose create lost its answer, on the day that began after it, too', async () => {
    const since = new Date();
    const intent = intentOf(price);
    await fault('POST /shop/orders', 'lost');
    expect(await errorOf(provider.create?.(intent, callOf('1')))).to.be.instanceOf(UpstreamFailed);

    const found = await provider.find?.(intent.paymentId, since, callOf('1'));
    expect(found?.payUrl).to.include(`/pay/${found?.externalId}`);
    const longAgo = new Date(since.getTime() - 40 * 3_600_000);
    expect(await provider.find?.(intent.paymentId, longAgo, callOf('1'))).to.deep.equal(found);
  });

  it('reads an order that was prepaid as pending, and one that failed as failed until it is paid all the same', async () => {
    const id = await open();
    served.emulator.till.end(id, 'failed');
    expect(await read(id)).to.include({ claim: 'failed' });

    served.emulator.till.pay(id);
    expect(await read(id)).to.include({ claim: 'succeeded' });
  });

  for (const name of ['shop_order_prepaid', 'shop_order_payment_received', 'shop_order_payment_failed']) {
    it(`takes ${name} for a reason to ask, never for an answer`, async () => {
      const id = await open();
      const body = { name, created_at: '2026-11-23T10:15:58Z', payload: { uuid: id, customerId: '5' } };

      const event = provider.webhook?.read(Buffer.from(JSON.stringify(body)));

      expect(event).to.deep.equal({
        id: `${id}:${name}`,
        kind: 'payment',
        name,
        externalId: id,
        paymentId: '5',
      });
      expect(await read(id)).to.include({ claim: 'pending' });
    });
  }

  it('knows an order of another shop from ours', async () => {
    const id = await open();
    const another = offer(tribute, { ...served.settings, TRIBUTE_SHOP_ID: '18' });
    served.emulator.till.pay(id);

    expect(await read(id)).to.include({ ours: true });
    expect(await another.get?.(id, callOf('1'))).to.include({ ours: false });
  });

  it('gives back all of an order, once, and is told of it', async () => {
    const id = await open();
    served.emulator.till.pay(id);
    expect(provider.fullRefundsOnly).to.equal(true);
    await fault('POST /shop/orders', 'lost');
    expect(await errorOf(provider.refund?.(id, price, 'r', callOf('1')))).to.be.instanceOf(UpstreamFailed);
    const refund = await provider.refund?.(id, price, 'r', callOf('1'));

    expect(refund).to.include({ claim: 'succeeded', paymentExternalId: id });
    const calls = served.emulator.till.out.journal.filter(({ what }) => what.endsWith('/refund')).length;
    expect(calls, 'asked for once').to.equal(1);
    const told = () => served.shop.told.find(({ raw }) => raw.includes('shop_order_refunded'));
    await until(() => told() !== undefined);
    expect(provider.webhook?.read(told()!.raw)).to.deep.equal({
      id: `${refund?.externalId}:shop_order_refunded:completed`,
      kind: 'refund',
      name: 'shop_order_refunded',
      tells: 'back',
      externalId: refund?.externalId,
      paymentId: null,
      paymentExternalId: id,
    });
    expect(await provider.getRefund?.(String(refund?.externalId), callOf('1'))).to.deep.equal(refund);
  });

  it('finds a refund under way as it is, and done later', async () => {
    const id = await open();
    served.emulator.till.pay(id);
    const { id: begun } = served.emulator.till.refund(id, Number(price.minor), 'pending');

    const refund = await provider.refund?.(id, price, 'r', callOf('1'));
    expect(refund).to.deep.include({ claim: 'pending', amount: price });
    served.emulator.till.endRefund(begun, 'succeeded');
    expect(await provider.getRefund?.(String(refund?.externalId), callOf('1'))).to.include({
      claim: 'succeeded',
    });
  });

  it('says what it refuses to give back, and that it did nothing', async () => {
    const error = await errorOf(provider.refund?.(await open(), price, 'r', callOf('1')));
    expect(error).to.be.instanceOf(UpstreamRejected);
    const ofLink = await errorOf(provider.refund?.('purchase:5', price, 'r', callOf('1')));
    expect(ofLink).to.be.instanceOf(UpstreamRejected).with.property('message').that.includes('its links');
  });

  for (const [kind, Meaning] of [
    ['500', UpstreamFailed],
    ['html', UpstreamFailed],
    ['reset', UpstreamFailed],
    ['429', Throttled],
    ['401', UpstreamRejected],
  ] as const) {
    it(`takes "${kind}" in answer to a create for what it is`, async () => {
      await fault('POST /shop/orders', kind);
      expect(await errorOf(provider.create?.(intentOf(price), callOf('1')))).to.be.instanceOf(Meaning);
    });
  }

  it('says what is refused, keeps the key to itself, and asks again after a refused key', async () => {
    const refused = await errorOf(provider.create?.(intentOf(money(1n, 'RUB')), callOf('1')));
    expect(refused)
      .to.be.instanceOf(UpstreamRejected)
      .with.property('message', 'tribute refused: error_amount_too_small');

    const stranger = offer(tribute, { ...served.settings, TRIBUTE_API_KEY: 'trb-somebody-else' });
    const error = await errorOf(stranger.get?.(unknownId, callOf('1')));
    expect(error).to.be.instanceOf(UpstreamFailed);
    expect(inspect(error)).not.to.include('trb-somebody-else');
  });

  it('is told again eight times in a day, and then no more', async () => {
    served.shop.status = 500;
    const id = await open();
    served.emulator.till.pay(id);
    const mine = () => served.shop.told.filter(({ raw }) => raw.includes(id)).length;

    await until(() => {
      served.advance(3_600_000);
      return served.emulator.till.out.notices.size === 0;
    });

    served.shop.status = 200;
    expect(mine()).to.equal(9);
  });

  it('is no shop without its number: then nothing is opened, refunded or asked there', () => {
    const links = offer(tribute, { TRIBUTE_API_KEY: 'k' });

    expect(links.limits).to.deep.equal({});
    expect(links).not.to.have.any.keys('create', 'find', 'get', 'listSince', 'refund', 'getRefund');
    expect(links.webhook).not.to.equal(undefined);
  });

  it('is looked at by `doctor`, with the links that sell what nothing gives', async () => {
    const doubt = async (change: Record<string, string>) =>
      String(await errorOf(offer(tribute, { ...served.settings, ...change }).probe?.(callOf('doctor'))));

    expect(await doubt({})).to.equal('undefined');
    expect(await doubt({ TRIBUTE_SHOP_ID: '18' })).to.include('TRIBUTE_SHOP_ID');
    expect(await doubt({ TRIBUTE_LINK_3_MONTHS: 'https://t.me/tribute/app?startapp=s3' })).to.equal(
      'undefined',
    );
    expect(await doubt({ TRIBUTE_LINK_6_MONTHS: 'https://t.me/tribute/app?startapp=s6' })).to.include(
      'TRIBUTE_LINK_6_MONTHS',
    );
    expect(await doubt({ TRIBUTE_API_KEY: 'trb-somebody-else' })).to.include('refused our key');
  });

  it('has pages for what its links sell, but for those that take money for nothing', () => {
    const url = 'https://t.me/tribute/app?startapp=s3';
    const { pages } = offer(tribute, {
      ...served.settings,
      TRIBUTE_LINK_3_MONTHS: url,
      TRIBUTE_LINK_6_MONTHS: url,
    });

    expect([...(pages ?? [])]).to.deep.equal([[3, url]]);
  });

  for (const list of ['1644', '1644/1547=', '1644/1547=0', '77=1, 77=3', 'a=1', '1/2/3=1', '77=100']) {
    it(`refuses the products "${list}"`, () => {
      expect(() => tribute.settings.parse({ TRIBUTE_PRODUCTS: list })).to.throw('TRIBUTE_PRODUCTS');
    });
  }

  it('takes its settings a second time, as the configuration hands them on', () => {
    const once = tribute.settings.parse({ TRIBUTE_PRODUCTS: '1644/1547=1,77 = 12', TRIBUTE_SHOP_ID: '' });
    expect(tribute.settings.parse(once)).to.deep.equal(once);
    const { products } = offer(tribute, { ...served.settings, TRIBUTE_PRODUCTS: once.TRIBUTE_PRODUCTS });
    expect([...(products ?? [])]).to.deep.equal([
      ['1644/1547', 1],
      ['77', 12],
    ]);
  });
});
