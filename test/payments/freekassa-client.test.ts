import { expect } from 'chai';
import { Later, Never } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import { request } from '../../src/http.js';
import { signatureOf } from '../../src/payments/freekassa-client.js';
import { freekassa } from '../../src/payments/freekassa.js';
import type { Provider } from '../../src/payments/provider.js';
import { freekassa as emulated } from '../../src/sandbox/freekassa.js';
import { serve } from '../sandbox/serve.js';
import { tools, toolsWith } from '../support/tools.js';
import { callOf, errorOf, intentOf } from './contract.js';
import { vectorsOf } from './vectors.js';
import type { Tools } from '../../src/payments/tools.js';

const price = money(299_00n, 'RUB');
const vectors = vectorsOf('freekassa').filter(({ what }) => what.startsWith('API'));

describe('the API of freekassa', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof emulated.open>>>>;
  before(async () => {
    served = await serve(emulated);
  });
  after(() => served.close());

  const offerWith = (given: Tools): Provider => {
    const provider = freekassa.create(freekassa.settings.parse(served.settings), given);
    if ('missing' in provider) throw new Error(provider.missing);
    return provider;
  };
  const ordersOf = (paymentId: string) =>
    [...served.emulator.till.bills.values()].filter((bill) => bill.paymentId === paymentId);

  const names: Readonly<Record<number, readonly string[]>> = {
    8: ['amount', 'currency', 'email', 'i', 'ip', 'nonce', 'paymentId', 'shopId'],
    3: ['nonce', 'paymentId', 'shopId'],
    4: ['nonce', 'orderAmount', 'paymentId', 'shopId'],
  };
  for (const { what, key, input, expected } of vectors) {
    it(`is signed by name, whatever the order in the JSON, as the vector "${what}"`, () => {
      const values = input.split('|');
      const named = (names[values.length] ?? []).map((name, at) => [name, values[at] ?? ''] as const);

      expect(signatureOf(Object.fromEntries(named.toReversed()), key)).to.equal(expected);
      expect(signatureOf(Object.fromEntries(named), `${key}x`)).not.to.equal(expected);
    });
  }

  it('signs numbers and texts as its JSON prints them', () => {
    const { signature, ...body } = JSON.parse(String(vectors[0]?.['body'])) as Record<
      string,
      string | number
    >;

    expect(signatureOf(body, String(vectors[0]?.key))).to.equal(signature);
  });

  it('is sent our id, an address, an e-mail that is not refused, and the amount as a text', async () => {
    const sent: unknown[] = [];
    const provider = offerWith(
      toolsWith((url, call) => {
        sent.push(call.json);
        return request(url, call);
      }),
    );
    await provider.create?.(intentOf(money(299_50n, 'RUB'), { paymentId: '77' }), callOf('1'));
    const payer = { telegramId: null, email: 'a@b.ru', language: 'ru' };
    await provider.create?.(intentOf(price, { paymentId: '78', payer }), callOf('1'));
    await provider.create?.(
      intentOf(price, { payer: { ...payer, email: null }, paymentId: '79' }),
      callOf('1'),
    );

    expect(sent[0]).to.deep.include({
      shopId: 7012,
      paymentId: '77',
      i: 44,
      email: '1@telegram.org',
      ip: '203.0.113.7',
      amount: '299.50',
      currency: 'RUB',
    });
    expect(sent[1]).to.include({ email: 'a@b.ru', amount: '299.00' });
    expect(sent[2]).to.include({ email: '79@telegram.org' });
  });

  it('is believed only about the payment that was asked for', async () => {
    const { paymentId } = intentOf(price);
    await offerWith(tools).create?.(intentOf(price, { paymentId }), callOf('1'));
    const deaf = offerWith(
      toolsWith((url, call) => {
        const { signature: _, ...given } = call.json as Record<string, string | number>;
        const asked = { ...given, paymentId };
        const json = { ...asked, signature: signatureOf(asked, served.settings['FREEKASSA_API_KEY'] ?? '') };
        return request(url, { ...call, json });
      }),
    );

    expect(await deaf.get?.(paymentId, callOf('1'))).to.include({ externalId: paymentId });
    expect(await deaf.get?.('4242', callOf('1'))).to.equal(null);
  });

  describe('when another call’s larger nonce came first', () => {
    /** These numbers, then those that grow. */
    const overtaken = (...stale: bigint[]): Provider =>
      offerWith({ ...tools, next: (name) => Promise.resolve(stale.shift() ?? tools.next(name)) });

    it('is called again with a new one, and opens one order', async () => {
      const intent = intentOf(price);

      await overtaken(1n, 2n).create?.(intent, callOf('1'));

      expect(ordersOf(intent.paymentId)).to.have.length(1);
    });

    it('is left alone after the third, for a moment that costs no attempt', async () => {
      const intent = intentOf(price);

      const error = await errorOf(overtaken(1n, 2n, 3n).create?.(intent, callOf('1')));

      expect(error).to.be.instanceOf(Later).with.deep.property('retry', { afterMs: 1_000 });
      expect(ordersOf(intent.paymentId)).to.deep.equal([]);
    });

    it('makes `doctor` say that the shop remembers a larger one', async () => {
      expect(await errorOf(overtaken(1n, 2n, 3n).probe?.(callOf('doctor')))).to.be.instanceOf(Never);
      expect(await errorOf(overtaken().probe?.(callOf('doctor')))).to.equal(undefined);
    });

    it('loses no order of many that are opened together', async () => {
      const provider = overtaken();
      const intents = Array.from({ length: 8 }, () => intentOf(price));

      const errors = await Promise.all(
        intents.map((intent) => errorOf(provider.create?.(intent, callOf(intent.paymentId)))),
      );

      for (const [at, { paymentId }] of intents.entries()) {
        const opened = ordersOf(paymentId).length;
        if (errors[at] === undefined) expect(opened).to.equal(1);
        else expect([opened, errors[at] instanceof Later]).to.deep.equal([0, true]);
      }
    });
  });

  it('refuses the same nonce after a restart too', async () => {
    await offerWith(tools).probe?.(callOf('doctor'));
    const again = await serve(emulated, { state: served.emulator.snapshot() });

    const stale = { ...tools, next: () => Promise.resolve(1n) };
    const provider = freekassa.create(freekassa.settings.parse(again.settings), stale);
    const error = await errorOf('probe' in provider ? provider.probe?.(callOf('doctor')) : undefined);

    await again.close();
    expect(error).to.be.instanceOf(Never);
  });
});
