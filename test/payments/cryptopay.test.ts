import { expect } from 'chai';
import { UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import { cryptopay } from '../../src/payments/cryptopay.js';
import type { Provider } from '../../src/payments/provider.js';
import { cryptopay as emulated } from '../../src/sandbox/cryptopay.js';
import { InvalidSignature, MalformedWebhook } from '../../src/webhook.js';
import { serve } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { counterOf } from './counter.js';
import { callOf, errorOf, intentOf, itBehavesLikeAProvider, offer } from './contract.js';
import { vectorsOf } from './vectors.js';

const price = money(299_00n, 'RUB');

itBehavesLikeAProvider(cryptopay, {
  abilities: ['create', 'find', 'get', 'listSince'],
  price,
  unknownId: '42',
  forged: (delivery) => ({ ...delivery, raw: Buffer.concat([delivery.raw, Buffer.from(' ')]) }),
  lacking: { settings: {}, names: 'CRYPTOPAY_TOKEN' },
  open: () => counterOf(emulated),
});

describe('cryptopay', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof emulated.open>>>>;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated);
    provider = offer(cryptopay, served.settings);
  });
  after(() => served.close());

  const open = async (): Promise<string> =>
    String((await provider.create?.(intentOf(price), callOf('1')))?.externalId);

  for (const { what, key, input, expected, negative } of vectorsOf('cryptopay')) {
    it(`${negative ? 'refuses' : 'takes'} the vector "${what}"`, () => {
      const { webhook } = offer(cryptopay, { CRYPTOPAY_TOKEN: key });
      const headers = { 'crypto-pay-api-signature': String(expected) };
      const verify = () => webhook?.verify({ raw: Buffer.from(input), headers, ip: '203.0.113.7' });

      if (negative) expect(verify).to.throw(InvalidSignature);
      else verify();
    });
  }

  it('calls malformed what is signed but names no kind of update, or one that no table holds', () => {
    for (const kind of ['', '\0', 'invoice paid', 'x'.repeat(65)]) {
      const raw = Buffer.from(JSON.stringify({ update_type: kind, payload: { invoice_id: 7 } }));
      expect(() => provider.webhook?.read(raw), kind).to.throw(MalformedWebhook, 'update_type');
    }
  });

  it('reads an invoice that nobody paid in time as expired, and one that was paid late as paid', async () => {
    const id = await open();
    served.emulator.till.end(id, 'expired');
    expect(await provider.get?.(id, callOf('1'))).to.include({ claim: 'expired' });

    served.emulator.till.pay(id);
    expect(await provider.get?.(id, callOf('1'))).to.include({ claim: 'succeeded' });
  });

  it('compares the amount of the invoice, never the coin that it was paid in', async () => {
    const id = await open();
    served.emulator.till.pay(id);

    expect(await provider.get?.(id, callOf('1'))).to.deep.include({ amount: price });
  });

  it('leaves it to a person where it does not say how much came', async () => {
    const [named, unnamed] = [await open(), await open()];
    served.emulator.till.pay(named);
    served.emulator.till.pay(unnamed, { paidMs: null });
    expect(await provider.get?.(named, callOf('1'))).not.to.have.property('doubt');
    expect(await provider.get?.(unnamed, callOf('1'))).to.include({ claim: 'succeeded', doubt: 'unsaid' });
  });

  it('finds the invoice whose create lost its answer', async () => {
    const since = new Date();
    const intent = intentOf(price);
    await served.control('POST', '/faults', { match: 'POST /createInvoice', kind: 'lost' });

    expect(await errorOf(provider.create?.(intent, callOf('1')))).to.be.instanceOf(UpstreamFailed);

    const found = await provider.find?.(intent.paymentId, since, callOf('1'));
    expect(found?.payUrl).to.include(`/pay/${found?.externalId}`);
  });

  it('says what is refused, keeps the token to itself, and reads again after a refused one', async () => {
    const refused = await errorOf(provider.create?.(intentOf(money(0n, 'RUB')), callOf('1')));
    expect(refused)
      .to.be.instanceOf(UpstreamRejected)
      .with.property('message', 'cryptopay refused: AMOUNT_TOO_SMALL');

    const stranger = offer(cryptopay, { ...served.settings, CRYPTOPAY_TOKEN: '1:AAsomebodyElse' });
    const error = await errorOf(stranger.get?.('1', callOf('1')));
    expect(error).to.be.instanceOf(UpstreamFailed);
    const opening = await errorOf(stranger.create?.(intentOf(price), callOf('1')));
    expect(opening).to.be.instanceOf(UpstreamRejected);
    expect(String(error) + String(opening)).not.to.include('AAsomebodyElse');
  });

  it('tells `doctor` when the token is of the other network', async () => {
    const wrong = offer(cryptopay, { ...served.settings, CRYPTOPAY_NETWORK: 'testnet' });

    expect(String(await errorOf(wrong.probe?.(callOf('doctor'))))).to.include('CRYPTOPAY_NETWORK');
    expect(await errorOf(provider.probe?.(callOf('doctor')))).to.equal(undefined);
  });

  it('is told again 17 times in three days, and then no more', async () => {
    served.shop.status = 500;
    served.emulator.till.pay(await open());
    const before = served.shop.told.length;

    await until(() => {
      served.advance(5 * 3_600_000);
      return served.emulator.till.out.notices.size === 0;
    });

    served.shop.status = 200;
    expect(served.shop.told.length - before).to.equal(17);
  });
});
