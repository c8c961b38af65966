import { expect } from 'chai';
import { Never, UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import { request } from '../../src/http.js';
import { platega } from '../../src/payments/platega.js';
import type { Provider } from '../../src/payments/provider.js';
import { platega as emulated } from '../../src/sandbox/platega.js';
import { serve } from '../sandbox/serve.js';
import { toolsWith } from '../support/tools.js';
import { counterOf } from './counter.js';
import { callOf, errorOf, intentOf, itBehavesLikeAProvider, offer } from './contract.js';

const price = money(299_00n, 'RUB');

itBehavesLikeAProvider(platega, {
  abilities: ['create', 'get', 'refund', 'getRefund'],
  price,
  unknownId: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  forged: (delivery) => ({ ...delivery, headers: { ...delivery.headers, 'x-secret': 'somebody-elses' } }),
  checksAddress: true,
  lacking: { settings: {}, names: 'PLATEGA_MERCHANT_ID' },
  open: () => counterOf(emulated),
});

describe('platega', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof emulated.open>>>>;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated);
    provider = offer(platega, served.settings);
  });
  after(() => served.close());
  afterEach(async () => {
    await served.control('PUT', '/manners', {});
    await served.control('DELETE', '/faults');
  });

  const open = async (of = provider): Promise<string> =>
    String((await of.create?.(intentOf(price), callOf('1')))?.externalId);
  const get = (id: string) => provider.get?.(id, callOf('1'));
  const manners = (given: object) => served.control('PUT', '/manners', given);
  const bill = (id: string) => served.emulator.till.find(id);

  /** The bodies that a provider with these settings sends. */
  const sentBy = async (change: Record<string, string>, ...intents: Parameters<typeof intentOf>[]) => {
    const sent: string[] = [];
    const spied = platega.create(
      platega.settings.parse({ ...served.settings, ...change }),
      toolsWith((url, call) => {
        sent.push(`${url.pathname} ${call.text?.content}`);
        return request(url, call);
      }),
    );
    if ('missing' in spied) throw new Error(spied.missing);
    for (const intent of intents) await spied.create?.(intentOf(...intent), callOf('1'));
    return sent;
  };

  for (const [minor, printed] of [
    [299_00n, '299'],
    [299_50n, '299.50'],
    [299_05n, '299.05'],
    [1_00n, '1'],
    [100_00n, '100'],
    [999_999_99n, '999999.99'],
  ] as const) {
    it(`prints ${minor} kopeks as the number ${printed}`, async () => {
      const [sent] = await sentBy({}, [money(minor, 'RUB'), { paymentId: '77' }]);

      expect(sent).to.include(`"amount":${printed},`);
      expect([...served.emulator.till.bills.values()].at(-1)).to.include({
        minor: Number(minor),
        paymentId: '77',
      });
    });
  }

  it('lets the payer choose how to pay by v2, and chooses by v1', async () => {
    const [free] = await sentBy({}, [price]);
    const [chosen] = await sentBy({ PLATEGA_PAYMENT_METHOD: '11' }, [price]);

    expect(free)
      .to.match(/^\/platega\/api\/v2\/transaction\/process /)
      .and.not.include('paymentMethod');
    expect(chosen)
      .to.match(/^\/platega\/api\/transaction\/process /)
      .and.include('"paymentMethod":11');
    for (const method of ['', '2']) {
      const checkout = await offer(platega, { ...served.settings, PLATEGA_PAYMENT_METHOD: method }).create?.(
        intentOf(price),
        callOf('1'),
      );
      expect(checkout?.payUrl).to.equal(`${served.url}/pay/${checkout?.externalId}`);
    }
  });

  for (const [description, kept] of [
    ['x'.repeat(65), 'x'.repeat(64)],
    ['я'.repeat(33), 'я'.repeat(32)],
    [`x${'я'.repeat(32)}`, `x${'я'.repeat(31)}`],
    [`${'x'.repeat(62)}😀`, 'x'.repeat(62)],
    [`${'x'.repeat(60)}😀!`, `${'x'.repeat(60)}😀`],
    ['"\n\\', '"\n\\'],
  ] as const) {
    it(`describes ${JSON.stringify(description)} in 64 bytes`, async () => {
      const checkout = await provider.create?.(intentOf(price, { description }), callOf('1'));
      expect(bill(String(checkout?.externalId)).description).to.equal(kept);
    });
  }

  it('tells who pays only where it is told to', async () => {
    const [silent] = await sentBy({}, [price]);
    const nobody = { telegramId: null, email: null, language: 'ru' };
    const [told, unknown] = await sentBy(
      { PLATEGA_SEND_PAYER_ID: 'true' },
      [price],
      [price, { payer: nobody }],
    );

    expect(silent).not.to.include('metadata');
    expect(told).to.include('"metadata":{"userId":"1","userName":"1"}');
    expect(unknown).not.to.include('metadata');
  });

  it('expires when it says, and may still be paid late', async () => {
    const before = Date.now();
    const checkout = await provider.create?.(intentOf(price), callOf('1'));
    expect(checkout?.expiresAt?.getTime()).to.be.within(before + 15 * 60_000, Date.now() + 15 * 60_000);

    const id = String(checkout?.externalId);
    served.emulator.till.end(id, 'expired');
    expect(await get(id)).to.include({ claim: 'canceled' });
    served.emulator.till.pay(id);
    expect(await get(id)).to.include({ claim: 'succeeded' });
  });

  for (const spelling of ['live', 'documented'] as const) {
    it(`reads its states as they are ${spelling === 'live' ? 'sent' : 'documented'}`, async () => {
      await manners({ spelling });
      const [canceled, paid] = [await open(), await open()];
      served.emulator.till.end(canceled, 'canceled');
      served.emulator.till.pay(paid);
      expect(await get(canceled)).to.include({ claim: 'canceled' });
      expect(await get(paid))
        .to.include({ claim: 'succeeded' })
        .and.not.have.any.keys('disputed');

      served.emulator.till.refund(paid, 299_00);
      expect(await get(paid)).to.deep.include({ claim: 'succeeded', refunded: price, disputed: true });
    });
  }

  it('reads amount and currency exactly', async () => {
    const id = await open();
    served.emulator.till.change(id, { minor: 1_234_567_89, currency: 'USD' });
    expect(await get(id.toUpperCase())).to.deep.include({
      externalId: id,
      amount: money(1_234_567_89n, 'USD'),
    });

    served.emulator.till.change(id, { currency: 'USDT' });
    expect(await errorOf(get(id))).to.be.instanceOf(Never);
  });

  it('never repeats a create of unknown outcome: it could not find the first', async () => {
    await served.control('POST', '/faults', { match: 'POST /v2/transaction/process', kind: 'lost' });

    expect(await errorOf(open())).to.be.instanceOf(UpstreamFailed);
    expect(provider).to.include({ createIdempotency: 'none' }).and.not.have.any.keys('find', 'listSince');
  });

  it('names what is refused, keeps the secret to itself, and asks again after refused keys', async () => {
    await manners({ cascades: false });
    const byCard = offer(platega, { ...served.settings, PLATEGA_PAYMENT_METHOD: '11' });
    expect(await errorOf(open(byCard)))
      .to.have.property('message')
      .that.includes('unset PLATEGA_PAYMENT_METHOD');

    const refused = await errorOf(provider.create?.(intentOf(money(1n, 'XTR')), callOf('1')));
    expect(refused)
      .to.be.instanceOf(UpstreamRejected)
      .with.property('message', 'platega refused: VAL_0001 (currency)');

    const stranger = offer(platega, { ...served.settings, PLATEGA_SECRET: 'somebody-elses' });
    const read = await errorOf(stranger.get?.(await open(), callOf('1')));
    expect(read).to.be.instanceOf(UpstreamFailed);
    expect(await errorOf(open(stranger))).to.be.instanceOf(UpstreamRejected);
    expect(JSON.stringify(read) + String(read)).not.to.include('somebody-elses');
  });

  it('tells `doctor` whether the keys are good', async () => {
    const stranger = offer(platega, { ...served.settings, PLATEGA_SECRET: 'somebody-elses' });

    expect(await errorOf(provider.probe?.(callOf('doctor')))).to.equal(undefined);
    expect(await errorOf(stranger.probe?.(callOf('doctor')))).to.be.instanceOf(UpstreamFailed);
  });
});
