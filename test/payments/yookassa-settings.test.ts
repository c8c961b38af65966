import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { request } from '../../src/http.js';
import { yookassa } from '../../src/payments/yookassa.js';
import { secretKey, serveYookassa, shopId, type Served } from '../sandbox/yookassa/serve.js';
import { tools, toolsWith } from '../support/tools.js';
import { callOf, intentOf, offer } from './contract.js';

const email = 'shop@example.com';
const keys = { YOOKASSA_SHOP_ID: shopId, YOOKASSA_SECRET_KEY: secretKey };
const missingWith = (settings: Record<string, string>) => {
  const provider = yookassa.create(yookassa.settings.parse(settings), tools);
  return 'missing' in provider ? provider.missing : null;
};

describe('the settings of yookassa', () => {
  for (const [what, wrong] of [
    ['a shop without a key', { YOOKASSA_SECRET_KEY: '' }],
    ['a key without a shop', { YOOKASSA_SHOP_ID: '' }],
    ['a shop that is no number', { YOOKASSA_SHOP_ID: 'shop' }],
    ['a return address that is none', { YOOKASSA_RETURN_URL: 't.me/bot' }],
    ['an e-mail that is none', { YOOKASSA_DEFAULT_RECEIPT_EMAIL: 'me' }],
    ['a VAT code of 13', { YOOKASSA_VAT_CODE: '13' }],
    ['a mode in place of a subject', { YOOKASSA_PAYMENT_SUBJECT: 'full_payment' }],
    ['a subject in place of a mode', { YOOKASSA_PAYMENT_MODE: 'service' }],
    ['networks that are none', { YOOKASSA_ALLOWED_NETWORKS: '10.0.0.0/33' }],
  ] as [string, Record<string, string>][]) {
    it(`are wrong with ${what}`, () => {
      const read = yookassa.settings.safeParse({ ...keys, ...wrong });

      expect(read.error?.issues.map(({ path }) => path[0])).to.have.length(1);
      expect(String(read.error))
        .to.match(/YOOKASSA_/)
        .and.not.include(secretKey);
    });
  }

  it('may be read from what they were read to', () => {
    const once = yookassa.settings.parse({
      ...keys,
      YOOKASSA_RECEIPTS_ENABLED: 'off',
      YOOKASSA_VAT_CODE: '4',
    });

    expect(once).to.include({ YOOKASSA_RECEIPTS_ENABLED: false, YOOKASSA_VAT_CODE: 4 });
    expect(yookassa.settings.parse(once)).to.deep.equal(once);
  });

  it('offer nothing where it wants receipts without an e-mail, and say how to mend it', () => {
    expect(missingWith({ ...keys, YOOKASSA_RECEIPTS_ENABLED: 'true' })).to.include(
      'YOOKASSA_DEFAULT_RECEIPT_EMAIL',
    );
    expect(
      missingWith({ ...keys, YOOKASSA_RECEIPTS_ENABLED: 'true', YOOKASSA_DEFAULT_RECEIPT_EMAIL: email }),
    ).to.equal(null);
    expect(missingWith(keys)).to.equal(null);
  });
});

describe('a receipt of yookassa', () => {
  let served: Served;
  before(async () => {
    served = await serveYookassa({ fiscalization: true });
  });
  after(() => served.close());

  const price = money(299_90n, 'RUB');
  const settings = (change: Record<string, string> = {}) => ({
    ...keys,
    YOOKASSA_API_URL: served.apiUrl,
    YOOKASSA_DEFAULT_RECEIPT_EMAIL: email,
    ...change,
  });
  const provider = (change: Record<string, string> = {}) => offer(yookassa, settings(change));
  const lastReceipt = async () => (await served.control('GET', '/payments')).rows.at(-1)?.['receipt'];

  const wrong = async (change: Record<string, string>) =>
    String(
      await provider(change)
        .probe?.(callOf('doctor'))
        .catch((error: unknown) => error),
    );

  it("goes along with every payment, to the shop's e-mail, as the settings say", async () => {
    await provider({ YOOKASSA_VAT_CODE: '11', YOOKASSA_RECEIPT_MEASURE: 'piece' }).create?.(
      intentOf(price),
      callOf('1'),
    );

    expect(await lastReceipt()).to.deep.equal({
      customer: { email },
      items: [
        {
          description: '1 month',
          quantity: '1.00',
          amount: { value: '299.90', currency: 'RUB' },
          vat_code: 11,
          payment_mode: 'full_payment',
          payment_subject: 'service',
          measure: 'piece',
        },
      ],
    });
  });

  it("goes to the payer's own e-mail when there is one", async () => {
    const payer = { telegramId: 1n, email: 'payer@example.com', language: 'ru' };
    await provider().create?.(intentOf(price, { payer }), callOf('1'));

    expect(await lastReceipt()).to.have.nested.property('customer.email', 'payer@example.com');
  });

  it('goes along with a part that is given back, named as what was paid', async () => {
    const sent: unknown[] = [];
    const watched = yookassa.create(
      yookassa.settings.parse(settings()),
      toolsWith((url, call) => {
        sent.push(call.json);
        return request(url, call);
      }),
    );
    if ('missing' in watched) throw new Error(watched.missing);
    const checkout = await watched.create?.(intentOf(price, { description: 'A month' }), callOf('1'));
    const id = checkout?.externalId ?? '';
    served.sandbox.pay(id);

    const refund = await watched.refund?.(id, money(100_10n, 'RUB'), 'part', callOf('1'));

    expect(refund).to.include({ claim: 'succeeded' });
    expect(sent.at(-1)).to.deep.include({ payment_id: id, amount: { value: '100.10', currency: 'RUB' } });
    expect(sent.at(-1)).to.have.nested.property('receipt.customer.email', email);
    expect(sent.at(-1)).to.have.nested.property('receipt.items[0].description', 'A month');
    await watched.refund?.(id, money(1_00n, 'RUB'), 'rest', callOf('1'), {
      email: 'payer@example.com',
      openedAt: new Date(),
    });
    expect(sent.at(-1)).to.have.nested.property('receipt.customer.email', 'payer@example.com');
  });

  it('does not go along when receipts are off, and the shop then refuses', async () => {
    const refused = await provider({ YOOKASSA_RECEIPTS_ENABLED: 'false' })
      .create?.(intentOf(price), callOf('1'))
      .catch((error: unknown) => error);

    expect(refused).to.have.property('message', 'yookassa refused: invalid_request (receipt)');
  });

  it('is what `doctor` misses at a shop that wants it, beside other faults of the keys', async () => {
    expect(await wrong({})).to.equal('undefined');
    expect(await wrong({ YOOKASSA_RECEIPTS_ENABLED: 'false' })).to.include('YOOKASSA_DEFAULT_RECEIPT_EMAIL');
    expect(await wrong({ YOOKASSA_TEST_SHOP: 'false' })).to.include('YOOKASSA_TEST_SHOP');
    expect(await wrong({ YOOKASSA_SECRET_KEY: 'test_another_key' })).to.include('refused our key');
  });
});
