import { inspect } from 'node:util';
import { expect } from 'chai';
import { Throttled, UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import type { Provider } from '../../src/payments/provider.js';
import { yookassa } from '../../src/payments/yookassa.js';
import { secretKey, serveYookassa, type Served } from '../sandbox/yookassa/serve.js';
import { callOf, errorOf, intentOf, itBehavesLikeAProvider, offer } from './contract.js';
import { settingsOf, yookassaCounter } from './yookassa-counter.js';

const price = money(299_00n, 'RUB');
itBehavesLikeAProvider(yookassa, {
  abilities: ['create', 'get', 'listSince', 'refund', 'getRefund'],
  price,
  unknownId: '2d0c7e0d-000f-5000-9000-1b1c2d3e4f50',
  forged: (delivery) => ({ ...delivery, ip: '203.0.113.7' }),
  lacking: { settings: {}, names: 'YOOKASSA_SHOP_ID and YOOKASSA_SECRET_KEY' },
  open: yookassaCounter,
});

describe('yookassa', () => {
  let served: Served;
  let provider: Provider;
  before(async () => {
    served = await serveYookassa();
    provider = offer(yookassa, settingsOf(served));
  });
  after(() => served.close());
  afterEach(() => served.control('DELETE', '/faults'));

  const read = (id: string) => provider.get?.(id, callOf('1'));
  const fail = (fault: object) => served.control('POST', '/faults', fault);

  it('asks for money at once, under our id, in words that fit', async () => {
    const checkout = await provider.create?.(
      intentOf(price, { paymentId: '4242', description: `${'x'.repeat(127)}😀 and more` }),
      callOf('1'),
    );

    const payment = served.sandbox.payments.at(-1);
    expect(payment).to.deep.include({
      amount: { value: '299.00', currency: 'RUB' },
      description: 'x'.repeat(127),
      metadata: { payment_id: '4242' },
    });
    expect(payment?.confirmation?.return_url).to.equal('https://t.me/');
    expect(checkout?.payUrl).to.equal(payment?.confirmation?.confirmation_url);
    expect(checkout?.expiresAt?.getTime()).to.equal(Date.parse(payment?.created_at ?? '') + 3_600_000);
    expect((await served.control('GET', '/journal')).rows.map((line) => line['key'])).to.include(
      'payment-4242',
    );
    served.sandbox.pay(payment?.id ?? '');
    expect(served.sandbox.payments.at(-1)?.status).to.equal('succeeded');
  });

  it('finds out what became of a create whose answer got lost', async () => {
    const intent = intentOf(price);
    await fail({ match: 'POST /payments', kind: 'lost' });
    const before = served.sandbox.payments.length;

    expect(await errorOf(provider.create?.(intent, callOf('1')))).to.be.instanceOf(UpstreamFailed);
    const checkout = await provider.create?.(intent, callOf('1'));

    expect(served.sandbox.payments).to.have.length(before + 1);
    expect(checkout?.externalId).to.equal(served.sandbox.payments.at(-1)?.id);
  });

  for (const [kind, status, Meaning] of [
    ['500', undefined, UpstreamFailed],
    ['html', undefined, UpstreamFailed],
    ['reset', undefined, UpstreamFailed],
    ['401', 401, UpstreamRejected],
  ] as const) {
    it(`takes "${kind}" in answer to a create for what it is`, async () => {
      await fail({ match: 'POST /payments', kind });

      const error = await errorOf(provider.create?.(intentOf(price), callOf('1')));

      expect(error).to.be.instanceOf(Meaning);
      if (status) expect(error).to.have.nested.property('details.status', status);
    });
  }

  it('waits as long as it is asked to, in milliseconds', async () => {
    await fail({ kind: '429', ms: 1_800 });

    const error = await errorOf(read(crypto.randomUUID()));

    expect(error).to.be.instanceOf(Throttled);
    expect(error).to.have.property('retry').that.deep.equals({ afterMs: 1_800 });
  });

  it('reads again after a refused login, so that mending the key mends the payments', async () => {
    await fail({ kind: '401' });

    expect(await errorOf(read(crypto.randomUUID()))).to.include({ retry: 'backoff' });
  });

  it('says what is refused, and keeps the secret to itself', async () => {
    const error = await errorOf(provider.create?.(intentOf(money(1n, 'RUB')), callOf('1')));

    expect(error).to.be.instanceOf(UpstreamRejected);
    expect(error).to.have.property('message', 'yookassa refused: invalid_request (amount.value)');
    expect(inspect(error)).not.to.include(secretKey);
  });
});
