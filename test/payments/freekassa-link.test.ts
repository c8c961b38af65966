import { expect } from 'chai';
import { money, parseMoney } from '../../src/domain/money.js';
import { md5 } from '../../src/payments/freekassa-webhook.js';
import { freekassa } from '../../src/payments/freekassa.js';
import type { Provider } from '../../src/payments/provider.js';
import { freekassa as emulated } from '../../src/sandbox/freekassa.js';
import { serve } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { callOf, intentOf, offer } from './contract.js';
import { vectorsOf } from './vectors.js';

describe('freekassa without an API key', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof emulated.open>>>>;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated, { ack: 'YES' });
    provider = offer(freekassa, { ...served.settings, FREEKASSA_API_KEY: '' });
  });
  after(() => served.close());

  const linkOf = async (paymentId: string, minor: bigint, of = provider): Promise<URL> => {
    const intent = intentOf(money(minor, 'RUB'), { paymentId });
    return new URL(String((await of.create?.(intent, callOf('1')))?.payUrl));
  };
  /** Opens the form, as the payer's browser does; answers the order's number. */
  const follow = async (link: URL): Promise<string> => {
    const answer = await fetch(link, { redirect: 'manual' });
    expect(answer.status).to.equal(302);
    return /\/pay\/(\d+)$/.exec(answer.headers.get('location') ?? '')![1]!;
  };

  for (const { what, key, input, expected } of vectorsOf('freekassa').filter(({ what: of }) =>
    of.startsWith('form'),
  )) {
    it(`signs the exact texts of the link, as the vector "${what}"`, async () => {
      const [m = '', oa = '', , currency = '', o = ''] = input.split(':');
      const shop = { FREEKASSA_ENABLED: 'true', FREEKASSA_MERCHANT_ID: m, FREEKASSA_SECOND_SECRET: 'xxxx' };
      const link = await linkOf(
        o,
        parseMoney(oa, 'RUB').minor,
        offer(freekassa, { ...shop, FREEKASSA_FIRST_SECRET: key }),
      );

      expect(md5(input)).to.equal(expected);
      const given = Object.fromEntries(link.searchParams);
      expect(given).to.include({ m, currency, o });
      // Ours always has two decimals: of the three texts for one amount it is that one which is signed.
      expect(given['s'] === expected).to.equal(oa === given['oa']);
      expect(given['oa']).to.match(/^299\.[05]0$/);
    });
  }

  it('can do nothing but make links, and believes the signed notification as it is', () => {
    expect(provider).to.include({ asksAgain: false, createIdempotency: 'key' });
    expect(provider).not.to.have.any.keys('get', 'find', 'listSince', 'refund', 'getRefund', 'probe');
  });

  it('calls nobody for a link, the same each time, and knows no id before the money comes', async () => {
    const intent = intentOf(money(299_00n, 'RUB'), {
      payer: { telegramId: 1n, email: 'a@b.ru', language: 'en' },
    });
    const first = await provider.create?.(intent, callOf('1'));

    expect(await provider.create?.(intent, callOf('1'))).to.deep.equal(first);
    expect(first).to.include({ externalId: null, expiresAt: null });
    expect(new URL(String(first?.payUrl)).searchParams.get('em')).to.equal('a@b.ru');
    expect(served.emulator.till.bills.size).to.equal(0);
  });

  it('is paid by its link, and told so with an amount in our currency', async () => {
    const id = await follow(await linkOf('4711', 299_50n));
    served.emulator.till.pay(id);
    await until(() => served.shop.told.length > 0);

    const [delivery] = served.shop.told;
    provider.webhook?.verify(delivery!);
    expect(provider.webhook?.read(delivery!.raw)).to.deep.equal({
      id: `${id}:paid`,
      kind: 'payment',
      name: 'paid',
      tells: 'paid',
      externalId: `4711-${id}`,
      paymentId: '4711',
      snapshot: {
        externalId: `4711-${id}`,
        paymentId: '4711',
        claim: 'succeeded',
        amount: money(299_50n, 'RUB'),
        refunded: money(0n, 'RUB'),
        ours: true,
        repeatable: true,
      },
    });
    await until(() => served.emulator.till.out.notices.size === 0);
  });

  for (const [what, name, value] of [
    ['amount', 'oa', '1.00'],
    ['currency', 'currency', 'KZT'],
    ['order', 'o', '4713'],
  ] as const) {
    it(`is refused there with another ${what} in its link`, async () => {
      const link = await linkOf('4712', 299_00n);
      link.searchParams.set(name, value);

      expect((await fetch(link, { redirect: 'manual' })).status).to.equal(400);
    });
  }

  it('lets the payer choose how to pay, unless we do', async () => {
    const chosen = offer(freekassa, {
      ...served.settings,
      FREEKASSA_API_KEY: '',
      FREEKASSA_PAYMENT_METHOD_ID: '42',
    });

    expect((await linkOf('1', 1_00n)).searchParams.has('i')).to.equal(false);
    expect((await linkOf('1', 1_00n, chosen)).searchParams.get('i')).to.equal('42');
  });

  it('names what is missing', () => {
    const settings = { ...served.settings, FREEKASSA_API_KEY: '', FREEKASSA_FIRST_SECRET: '' };
    expect(() => offer(freekassa, settings)).to.throw('FREEKASSA_FIRST_SECRET');
  });
});
