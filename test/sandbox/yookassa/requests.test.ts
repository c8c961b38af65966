import { expect } from 'chai';
import { order, serveYookassa, type Served } from './serve.js';

describe("the sandbox's YooKassa, asked to do something,", () => {
  let yookassa: Served;
  before(async () => {
    yookassa = await serveYookassa();
  });
  after(() => yookassa.close());

  it('says in its error body what is wrong and where', async () => {
    const { body } = await yookassa.api('POST', '/payments', { json: { ...order, amount: { value: '1' } } });

    expect(body).to.include({ type: 'error', code: 'invalid_request', parameter: 'amount.value' });
    expect(body).to.have.property('id').that.is.a('string');
    expect(body).to.have.property('description').that.is.a('string');
  });

  it('answers 401 to a wrong shop or key, and to nobody at all', async () => {
    for (const auth of ['123456:wrong', '654321:test_made_up_secret_key_0001', '']) {
      const { status, body } = await yookassa.api('GET', '/me', { auth });
      expect(status).to.equal(401);
      expect(body).to.include({ code: 'invalid_credentials' });
    }
  });

  it('answers 404 to a payment, a refund or a path that is not there', async () => {
    const id = crypto.randomUUID();
    for (const path of [`/payments/${id}`, `/refunds/${id}`, '/nothing']) {
      const { status, body } = await yookassa.api('GET', path);
      expect(status).to.equal(404);
      expect(body).to.include({ code: 'not_found' });
    }
  });

  it('answers 400 to what is no id of a payment', async () => {
    expect((await yookassa.api('GET', '/payments/17')).status).to.equal(400);
  });

  it('answers 400 to what is not JSON', async () => {
    expect((await yookassa.api('POST', '/payments', { json: '{"amount":' })).status).to.equal(400);
  });

  it('tells who the shop is', async () => {
    const { body } = await yookassa.api('GET', '/me');

    expect(body).to.deep.include({
      account_id: '123456',
      test: true,
      status: 'enabled',
      fiscalization: { enabled: false },
    });
  });

  const refused: [string, object, string][] = [
    ['an amount that is a number', { amount: { value: 299, currency: 'RUB' } }, 'amount.value'],
    ['an amount without kopeks', { amount: { value: '299', currency: 'RUB' } }, 'amount.value'],
    ['an amount with a comma', { amount: { value: '299,00', currency: 'RUB' } }, 'amount.value'],
    ['an amount below a rouble', { amount: { value: '0.99', currency: 'RUB' } }, 'amount.value'],
    [
      'an amount above the limit of cards',
      { amount: { value: '350000.01', currency: 'RUB' } },
      'amount.value',
    ],
    ['another currency', { amount: { value: '5.00', currency: 'USD' } }, 'amount.currency'],
    ['a description of 129 characters', { description: 'x'.repeat(129) }, 'description'],
    ['17 keys of metadata', { metadata: many(17) }, 'metadata'],
    ['a key of 33 characters', { metadata: { ['k'.repeat(33)]: '1' } }, `metadata.${'k'.repeat(33)}`],
    ['a value of 513 characters', { metadata: { key: 'v'.repeat(513) } }, 'metadata.key'],
    ['a value that is a number', { metadata: { payment_id: 17 } }, 'metadata.payment_id'],
    ['no confirmation', { confirmation: undefined }, 'confirmation'],
    [
      'a return URL of 2049 characters',
      { confirmation: { type: 'redirect', return_url: `https://t.me/${'x'.repeat(2036)}` } },
      'confirmation.return_url',
    ],
  ];
  for (const [what, wrong, parameter] of refused) {
    it(`refuses ${what}`, async () => {
      const before = yookassa.sandbox.payments.length;

      const { status, body } = await yookassa.api('POST', '/payments', { json: { ...order, ...wrong } });

      expect([status, body['parameter']]).to.deep.equal([400, parameter]);
      expect(yookassa.sandbox.payments).to.have.length(before);
    });
  }

  it('takes what is just inside the limits', async () => {
    const { status, body } = await yookassa.api('POST', '/payments', {
      json: {
        ...order,
        amount: { value: '350000.00', currency: 'RUB' },
        description: 'x'.repeat(128),
        metadata: { ...many(15), ['k'.repeat(32)]: 'v'.repeat(512) },
      },
    });

    expect(status).to.equal(200);
    expect(body).to.deep.include({ status: 'pending', paid: false, test: true });
    expect(body).to.have.nested.property('recipient.account_id', '123456');
    expect(body).to.have.nested.property('confirmation.confirmation_url').that.includes(String(body['id']));
  });
});

describe("the sandbox's YooKassa, asked under a key,", () => {
  let yookassa: Served;
  before(async () => {
    yookassa = await serveYookassa();
  });
  after(() => yookassa.close());

  it('refuses none, an empty one and one of 65 characters', async () => {
    for (const key of [null, '', 'k'.repeat(65)]) {
      const { status, body } = await yookassa.api('POST', '/payments', { key, json: order });
      expect([status, body['parameter']]).to.deep.equal([400, 'Idempotence-Key']);
    }
    expect((await yookassa.api('POST', '/payments', { key: 'k'.repeat(64), json: order })).status).to.equal(
      200,
    );
  });

  it('gives the stored answer to a repeat, and makes no second payment', async () => {
    const first = await yookassa.api('POST', '/payments', { key: 'repeat', json: order });
    const before = yookassa.sandbox.payments.length;

    const second = await yookassa.api('POST', '/payments', { key: 'repeat', json: order });

    expect(second).to.deep.equal(first);
    expect(yookassa.sandbox.payments).to.have.length(before);
  });

  it('gives it also when the payment was canceled meanwhile', async () => {
    const first = await yookassa.api('POST', '/payments', { key: 'canceled', json: order });
    yookassa.sandbox.cancel(String(first.body['id']));

    expect(await yookassa.api('POST', '/payments', { key: 'canceled', json: order })).to.deep.equal(first);
  });

  it('makes a second payment of the same data under another key', async () => {
    const first = await yookassa.api('POST', '/payments', { key: 'one', json: order });
    const second = await yookassa.api('POST', '/payments', { key: 'other', json: order });

    expect(second.body['id']).not.to.equal(first.body['id']);
  });

  it('refuses other data under the same key', async () => {
    await yookassa.api('POST', '/payments', { key: 'data', json: order });

    const { status, body } = await yookassa.api('POST', '/payments', {
      key: 'data',
      json: { ...order, amount: { value: '300.00', currency: 'RUB' } },
    });

    expect([status, body['parameter']]).to.deep.equal([400, 'Idempotence-Key']);
  });

  it('repeats a refusal too: what was mended needs a new key', async () => {
    const wrong = { ...order, description: 'x'.repeat(129) };
    await yookassa.api('POST', '/payments', { key: 'refused', json: wrong });

    expect((await yookassa.api('POST', '/payments', { key: 'refused', json: wrong })).status).to.equal(400);
    expect((await yookassa.api('POST', '/payments', { key: 'refused', json: order })).status).to.equal(400);
  });

  it('takes the key for a new one after 24 hours', async () => {
    const first = await yookassa.api('POST', '/payments', { key: 'day', json: order });
    yookassa.advance(24 * 3_600_000);

    const second = await yookassa.api('POST', '/payments', { key: 'day', json: order });

    expect(second.body['id']).not.to.equal(first.body['id']);
  });
});

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'value']));
}
