import { expect } from 'chai';
import { until } from '../../support/until.js';
import { order, serveYookassa, type Served } from './serve.js';

const rub = (value: string) => ({ value, currency: 'RUB' });

describe("a refund at the sandbox's YooKassa", () => {
  let yookassa: Served;
  before(async () => {
    yookassa = await serveYookassa();
  });
  after(() => yookassa.close());

  const paid = async (): Promise<string> => {
    const { body } = await yookassa.api('POST', '/payments', { json: order });
    return yookassa.sandbox.pay(String(body['id'])).id;
  };
  const refund = (id: string, value: string) =>
    yookassa.api('POST', '/refunds', { json: { payment_id: id, amount: rub(value) } });
  const read = async (id: string) => (await yookassa.api('GET', `/payments/${id}`)).body;

  it('gives back in parts, up to what was paid and no more', async () => {
    const id = await paid();

    expect((await refund(id, '100.00')).body).to.include({ status: 'succeeded', payment_id: id });
    expect(await read(id)).to.deep.include({ refunded_amount: rub('100.00'), refundable: true });
    expect((await refund(id, '199.01')).body).to.include({ parameter: 'amount.value' });
    expect((await refund(id, '199.00')).status).to.equal(200);
    expect(await read(id)).to.deep.include({ refunded_amount: rub('299.00'), refundable: false });
    expect((await refund(id, '1.00')).status).to.equal(400);
  });

  it('is refused for what is not paid, and for what is not there', async () => {
    const { body } = await yookassa.api('POST', '/payments', { json: order });

    expect((await refund(String(body['id']), '1.00')).body).to.include({ parameter: 'payment_id' });
    expect((await refund(crypto.randomUUID(), '1.00')).status).to.equal(404);
    expect((await refund(await paid(), '0.00')).status).to.equal(400);
  });

  it('is one under one key', async () => {
    const id = await paid();
    const json = { payment_id: id, amount: rub('10.00') };

    const [first, second] = await Promise.all(
      [1, 2].map(() => yookassa.api('POST', '/refunds', { key: 'r', json })),
    );

    expect(first).to.deep.equal(second);
    expect(await read(id)).to.deep.include({ refunded_amount: rub('10.00') });
  });

  it('is told when it succeeded, without the metadata of its payment', async () => {
    const id = await paid();
    const { body } = await refund(id, '299.00');
    const told = () => yookassa.shop.told.find(({ object }) => object['id'] === body['id']);

    await until(() => told() !== undefined);

    expect(told()?.event).to.equal('refund.succeeded');
    expect(told()?.object).to.include({ payment_id: id }).and.not.have.property('metadata');
  });

  it('may be pending first, holds its money meanwhile, and tells nobody when it is canceled', async () => {
    const id = await paid();
    await yookassa.control('POST', '/refunds', { outcome: 'pending' });
    const { body } = await refund(id, '299.00');
    await yookassa.control('POST', '/refunds', { outcome: 'succeeded' });
    expect(body).to.include({ status: 'pending' });
    expect((await refund(id, '1.00')).status).to.equal(400);

    await yookassa.control('POST', `/refunds/${String(body['id'])}/cancel`);

    const canceled = (await yookassa.api('GET', `/refunds/${String(body['id'])}`)).body;
    expect(canceled).to.have.nested.property('cancellation_details.reason', 'insufficient_funds');
    expect((await refund(id, '299.00')).status).to.equal(200);
    await until(() => yookassa.shop.told.at(-1)?.object['payment_id'] === id);
    expect(yookassa.shop.told.some(({ object }) => object['id'] === body['id'])).to.equal(false);
  });

  it('can be made by hand in the cabinet, and is listed with the others', async () => {
    const id = await paid();

    await yookassa.control('POST', `/payments/${id}/refund`, { amount: rub('9.00') });
    await yookassa.control('POST', `/payments/${id}/refund`);

    expect(await read(id)).to.deep.include({ refunded_amount: rub('299.00') });
    const { rows } = await yookassa.api('GET', `/refunds?payment_id=${id}`);
    expect(rows.map((row) => row['amount'])).to.deep.equal([rub('290.00'), rub('9.00')]);
  });
});

describe("a receipt at the sandbox's YooKassa", () => {
  let yookassa: Served;
  before(async () => {
    yookassa = await serveYookassa({ fiscalization: true });
  });
  after(() => yookassa.close());

  const item = {
    description: '1 month',
    quantity: '1.00',
    amount: rub('299.00'),
    vat_code: 1,
    payment_mode: 'full_payment',
    payment_subject: 'service',
  };
  const receipt = { customer: { email: 'payer@example.com' }, items: [item] };
  const pay = (given: unknown) => yookassa.api('POST', '/payments', { json: { ...order, receipt: given } });

  it('goes through when it is right, and is registered once paid', async () => {
    const { status, body } = await pay(receipt);
    expect([status, body['receipt_registration']]).to.deep.equal([200, 'pending']);

    expect(yookassa.sandbox.pay(String(body['id'])).receipt_registration).to.equal('succeeded');
  });

  it('counts parts of a unit', async () => {
    const items = [
      { ...item, quantity: 1.5, amount: rub('100.00') },
      { ...item, amount: rub('149.00') },
    ];
    expect((await pay({ ...receipt, items })).status).to.equal(200);
  });

  const refused: [string, unknown][] = [
    ['it is missing', undefined],
    ['nobody is to get it', { items: [item] }],
    ['only a telephone is to get it', { customer: { phone: '79991234567' }, items: [item] }],
    ['its sum is a kopek off', { ...receipt, items: [{ ...item, amount: rub('298.99') }] }],
    ['its line has no name', { ...receipt, items: [{ ...item, description: '' }] }],
    [
      'the name of its line has 129 characters',
      { ...receipt, items: [{ ...item, description: 'x'.repeat(129) }] },
    ],
    ['its VAT code is 13', { ...receipt, items: [{ ...item, vat_code: 13 }] }],
    ['its mode is a subject', { ...receipt, items: [{ ...item, payment_mode: 'service' }] }],
    ['its subject is a mode', { ...receipt, items: [{ ...item, payment_subject: 'full_payment' }] }],
    ['it has no line', { ...receipt, items: [] }],
  ];
  for (const [why, given] of refused) {
    it(`is refused when ${why}`, async () => {
      const { status, body } = await pay(given);
      expect([status, String(body['parameter']).split('.')[0]]).to.deep.equal([400, 'receipt']);
    });
  }

  it('is needed for a part that goes back, and not for the whole', async () => {
    const [one, other] = await Promise.all([1, 2].map(async () => String((await pay(receipt)).body['id'])));
    for (const id of [one, other]) yookassa.sandbox.pay(String(id));
    const refund = (id: unknown, value: string, given?: object) =>
      yookassa.api('POST', '/refunds', { json: { payment_id: id, amount: rub(value), receipt: given } });

    expect((await refund(one, '100.00')).status).to.equal(400);
    expect(
      (await refund(one, '100.00', { ...receipt, items: [{ ...item, amount: rub('100.00') }] })).status,
    ).to.equal(200);
    expect((await refund(other, '299.00')).status).to.equal(200);
  });
});
