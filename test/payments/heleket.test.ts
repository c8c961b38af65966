import { expect } from 'chai';
import { Never, UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import { cryptomus, heleket } from '../../src/payments/heleket.js';
import { signatureOf } from '../../src/payments/heleket-signature.js';
import type { Provider } from '../../src/payments/provider.js';
import { request } from '../../src/http.js';
import { cryptomus as emulatedCryptomus, heleket as emulated } from '../../src/sandbox/heleket.js';
import { serve, type Served } from '../sandbox/serve.js';
import { tools, toolsWith } from '../support/tools.js';
import { counterOf } from './counter.js';
import { callOf, errorOf, intentOf, itBehavesLikeAProvider, offer } from './contract.js';

const price = money(299_00n, 'RUB');

for (const [definition, sandbox] of [
  [heleket, emulated],
  [cryptomus, emulatedCryptomus],
] as const) {
  itBehavesLikeAProvider(definition, {
    abilities: ['create', 'get', 'listSince', 'getRefund'],
    price,
    unknownId: '11111111-2222-4333-8444-555555555555',
    forged: (delivery) => ({
      ...delivery,
      raw: Buffer.from(delivery.raw.toString().replace('"status":"paid"', '"status":"paid_over"')),
    }),
    lacking: { settings: {}, names: `${definition.id.toUpperCase()}_MERCHANT_ID` },
    open: () => counterOf(sandbox),
  });
}

describe('heleket', () => {
  let served: Served<ReturnType<typeof emulated.open>>;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated);
    provider = offer(heleket, served.settings);
  });
  after(() => served.close());

  const open = async (by = provider): Promise<string> =>
    String((await by.create?.(intentOf(price), callOf('1')))?.externalId);

  it('signs the very bytes that it sends, and says where to call', async () => {
    const sent: { text: string; sign: string | undefined }[] = [];
    const spied = toolsWith((url, call) => {
      sent.push({ text: call.text?.content ?? '', sign: call.headers?.['sign'] });
      return request(url, call);
    });
    const settings = heleket.settings.parse(served.settings);
    const spying = heleket.create(settings, spied) as Provider;
    const id = await open(spying);
    await spying.probe?.(callOf('1'));

    const key = served.settings['HELEKET_API_KEY']!;
    expect(sent.map(({ sign }) => sign)).to.deep.equal(sent.map(({ text }) => signatureOf(text, key)));
    expect(sent.at(-1)?.text).to.equal('');
    const { data } = served.emulator.till.find(id);
    expect(data).to.include({ callback: 'https://shop.example/webhook/heleket', multiple: false });
  });

  it('names no callback where nobody reaches us', async () => {
    const hidden = heleket.create(heleket.settings.parse(served.settings), { ...tools, publicUrl: null });
    expect(served.emulator.till.find(await open(hidden as Provider)).data.callback).to.equal(null);
  });

  it('answers the first invoice of a payment, also when its answer was lost', async () => {
    const intent = intentOf(price);
    await served.control('POST', '/faults', { match: 'POST /payment', kind: 'lost' });

    expect(await errorOf(provider.create?.(intent, callOf('1')))).to.be.instanceOf(UpstreamFailed);
    const checkout = await provider.create?.(intent, callOf('1'));

    const made = [...served.emulator.till.bills.values()].filter(
      (bill) => bill.paymentId === intent.paymentId,
    );
    expect(made.map(({ id }) => id)).to.deep.equal([checkout?.externalId]);
  });

  for (const [what, amount] of [
    ['amount', money(1_00n, 'RUB')],
    ['currency', money(299_00n, 'USD')],
  ] as const) {
    it(`refuses for good an invoice of another ${what} that is there under our id`, async () => {
      const intent = intentOf(price);
      await provider.create?.(intent, callOf('1'));

      const error = await errorOf(provider.create?.({ ...intent, amount }, callOf('1')));
      expect(error).to.be.instanceOf(Never).with.property('code', 'payment.other_invoice');
    });
  }

  it('reads a list of more than a page, in its own time zone, and passes over what is billed in a coin', async () => {
    const before = new Set(served.emulator.till.bills.keys());
    served.advance(3_600_000);
    const since = new Date(Date.now() + 3_600_000);
    const ids = await Promise.all(Array.from({ length: 32 }, () => open()));
    await served.control('PATCH', `/payments/${ids[0]}`, { currency: 'USDT' });

    const listed: string[] = [];
    for await (const { externalId } of provider.listSince?.(since, callOf('1')) ?? [])
      listed.push(externalId);

    expect(listed).to.include.members(ids.slice(1));
    expect(listed).not.to.include(ids[0]);
    expect(new Set(listed).size).to.equal(listed.length);
    expect(listed.filter((id) => before.has(id))).to.deep.equal([]);
  });

  it('says what is refused, keeps the key to itself, and asks again after a refused login', async () => {
    const refused = await errorOf(provider.create?.(intentOf(money(0n, 'RUB')), callOf('1')));
    expect(refused)
      .to.be.instanceOf(UpstreamRejected)
      .with.property('message', 'heleket refused with 422: amount');

    const stranger = offer(heleket, { ...served.settings, HELEKET_API_KEY: 'somebodyElses' });
    const id = await open();
    for (const read of [() => stranger.get?.(id, callOf('1')), () => stranger.probe?.(callOf('doctor'))]) {
      const error = await errorOf(read());
      expect(error).to.be.instanceOf(UpstreamFailed);
      expect(String(error)).not.to.include('somebodyElses');
    }
    const create = await errorOf(stranger.create?.(intentOf(price), callOf('1')));
    expect(create).to.be.instanceOf(UpstreamRejected);
    expect(await errorOf(provider.probe?.(callOf('doctor')))).to.equal(undefined);
  });

  for (const kind of ['500', 'html', 'reset']) {
    it(`does not know what became of a create that ends with ${kind}`, async () => {
      await served.control('POST', '/faults', { kind });
      expect(await errorOf(provider.create?.(intentOf(price), callOf('1')))).to.be.instanceOf(UpstreamFailed);
    });
  }

  it('is offered in the currencies of its setting', () => {
    const euros = offer(heleket, { ...served.settings, HELEKET_CURRENCIES: 'EUR, USD' });
    expect(Object.keys(euros.limits)).to.deep.equal(['EUR', 'USD']);
    expect(() => offer(heleket, { ...served.settings, HELEKET_CURRENCIES: 'XTR' })).to.throw();
  });
});
