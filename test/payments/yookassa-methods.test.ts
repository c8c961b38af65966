import { expect } from 'chai';
import { UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import type { Provider } from '../../src/payments/provider.js';
import { yookassa } from '../../src/payments/yookassa.js';
import { toMethod } from '../../src/payments/yookassa-saved.js';
import { until } from '../support/until.js';
import { secretKey, serveYookassa, shopId, type Served } from '../sandbox/yookassa/serve.js';
import { callOf, errorOf, intentOf, offer } from './offer.js';
import { itSavesMethods } from './saved-contract.js';

const price = money(299_00n, 'RUB');
const settingsOf = (served: Served, change: Record<string, string> = {}) => ({
  YOOKASSA_SHOP_ID: shopId,
  YOOKASSA_SECRET_KEY: secretKey,
  YOOKASSA_API_URL: served.apiUrl,
  YOOKASSA_AUTOPAYMENTS_ENABLED: 'true',
  ...change,
});
const nowhere = '2d0c7e0d-000f-5000-9000-1b1c2d3e4f50';

itSavesMethods(yookassa, {
  price,
  unknown: { method: nowhere, binding: nowhere },
  declines: {
    insufficient_funds: 'no_money',
    payment_method_limit_exceeded: 'limit',
    issuer_unavailable: 'temporary',
    card_expired: 'expired',
    '3d_secure_failed': 'suspected',
    fraud_suspected: 'suspected',
    permission_revoked: 'revoked',
    general_decline: 'other',
    something_new: 'other',
  },
  async open() {
    const served = await serveYookassa();
    const told = async (id: string) => {
      const find = () => served.shop.raw.find((body) => body.includes(`"id":"${id}"`));
      await until(() => find() !== undefined);
      return { raw: Buffer.from(find() ?? ''), headers: {}, ip: '185.71.76.1' };
    };
    const control = (path: string, json?: unknown, method = 'POST') =>
      served.control(method, `/payment_methods/${path}`, json);
    return {
      settings: settingsOf(served),
      pays: (id) => void served.sandbox.pay(id),
      delivery: told,
      binds: (id) => served.sandbox.bind(id),
      givesUp: (id) => served.sandbox.bind(id, 'inactive'),
      declines: (id, reason) => control(`${id}/declines`, { reason }),
      drops: (id) => control(id, undefined, 'DELETE'),
      losesAnswer: () => served.control('POST', '/faults', { match: 'POST /payments', kind: 'lost' }),
      bindingDelivery: told,
      close: () => served.close(),
    };
  },
});

describe('the saved methods of yookassa', () => {
  let served: Served;
  let provider: Provider;
  before(async () => {
    served = await serveYookassa({ fiscalization: true });
    provider = offer(
      yookassa,
      settingsOf(served, { YOOKASSA_DEFAULT_RECEIPT_EMAIL: 'receipts@shop.example' }),
    );
  });
  after(() => served.close());
  afterEach(() => served.control('POST', '/charges', { wait: false, saves: true }));

  const paid = async () => {
    const intent = intentOf(price, { save: true });
    const id = String((await provider.create?.(intent, callOf('1')))?.externalId);
    served.sandbox.pay(id);
    return provider.get?.(id, callOf('1'));
  };
  const charge = async (id: string) => provider.saved?.charge(intentOf(price), id, callOf('1'));

  it('are charged with a receipt, under our id and no page', async () => {
    const seen = await charge(String((await paid())?.method?.id));
    const rows = (await served.control('GET', '/payments')).rows;
    const row = rows.find(({ id }) => id === seen?.externalId);
    expect(row).to.have.nested.property('receipt.customer.email', 'receipts@shop.example');
    expect(row).not.to.have.property('confirmation');
  });

  it('are not saved where the provider did not, whatever it was asked for', async () => {
    await served.control('POST', '/charges', { saves: false });
    expect(await paid())
      .to.include({ claim: 'succeeded' })
      .and.not.to.have.property('method');
  });

  it('may be charged later: the answer is pending, and its end is told like that of every payment', async () => {
    const method = String((await paid())?.method?.id);
    await served.control('POST', '/charges', { wait: true });
    const seen = await charge(method);
    const id = String(seen?.externalId);
    expect(seen).to.include({ claim: 'pending' });

    served.sandbox.pay(id);
    await until(() =>
      served.shop.told.some(({ event, object }) => event === 'payment.succeeded' && object['id'] === id),
    );
    expect(await provider.get?.(id, callOf('1'))).to.include({ claim: 'succeeded' });
  });

  it('need the leave of the shop’s manager', async () => {
    const strict = await serveYookassa({ autopayments: false });
    try {
      const refused = offer(yookassa, settingsOf(strict));
      const intent = intentOf(price, { save: true });
      const { paymentId: bindingId, createdAt, payer } = intent;
      for (const call of [
        refused.create?.(intent, callOf('1')),
        refused.saved?.bind({ bindingId, createdAt, payer }, callOf('1')),
        refused.saved?.charge(intentOf(price), nowhere, callOf('1')),
      ]) {
        const error = await errorOf(call);
        expect(error).to.be.instanceOf(UpstreamRejected).with.nested.property('details.status', 403);
      }
    } finally {
      await strict.close();
    }
  });

  for (const [given, title, kind] of [
    [{ type: 'bank_card', card: { last4: '4444' } }, 'Card •• 4444', 'card'],
    [{ type: 'sbp' }, 'СБП', 'sbp'],
    [{ type: 'yoo_money', account_number: '410011758831136' }, 'YooMoney •• 1136', 'wallet'],
    [{ type: 'sberbank' }, 'SberPay', 'bank'],
    [{ type: 'newest', title: 'Newest thing' }, 'Newest thing', 'other'],
  ] as const) {
    it(`is called "${title}" where it is ${given.type}`, () => {
      expect(toMethod({ id: 'm', saved: true, ...given })).to.deep.equal({ id: 'm', title, kind });
      expect(toMethod({ id: 'm', saved: false, ...given })).to.equal(undefined);
    });
  }
});
