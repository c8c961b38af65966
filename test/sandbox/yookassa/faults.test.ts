import { expect } from 'chai';
import { until } from '../../support/until.js';
import { order, serveYookassa, type Served } from './serve.js';

describe("the sandbox's YooKassa, told to fail,", () => {
  let yookassa: Served;
  beforeEach(async () => {
    yookassa = await serveYookassa();
  });
  afterEach(() => yookassa.close());

  const create = (key: string = crypto.randomUUID()) =>
    yookassa.api('POST', '/payments', { key, json: order });
  const fail = (fault: object) => yookassa.control('POST', '/faults', { match: 'POST /payments', ...fault });
  const made = () => yookassa.sandbox.payments.length;

  it('answers 500 and has done nothing; the same key then succeeds', async () => {
    await fail({ kind: '500' });

    const { status, body } = await create('again');
    expect([status, body['code'], made()]).to.deep.equal([500, 'internal_server_error', 0]);

    expect((await create('again')).status).to.equal(200);
  });

  it('answers 429 with the time to wait, in milliseconds', async () => {
    await fail({ kind: '429', ms: 1_800 });

    const { status, body } = await create();

    expect(status).to.equal(429);
    expect(body).to.include({ code: 'too_many_requests', retry_after: 1_800 });
  });

  it('answers 401 as to a wrong key', async () => {
    await fail({ kind: '401' });

    expect((await create()).body).to.include({ code: 'invalid_credentials' });
  });

  it('does it and loses the answer; the same key then tells what was done', async () => {
    await fail({ kind: 'lost' });

    expect(await failureOf(create('lost'))).to.be.instanceOf(TypeError);
    expect(made()).to.equal(1);

    expect((await create('lost')).body['id']).to.equal(yookassa.sandbox.payments[0]?.id);
    expect(made()).to.equal(1);
  });

  it('hangs up, or hangs and then hangs up, and has done nothing', async () => {
    await fail({ kind: 'reset' });
    await fail({ kind: 'timeout', ms: 50 });

    for (const _ of [1, 2]) {
      expect(await failureOf(create())).to.be.instanceOf(TypeError);
    }

    expect(made()).to.equal(0);
  });

  it('is slow, and then does it', async () => {
    await fail({ kind: 'slow', ms: 80 });
    const start = Date.now();

    expect((await create()).status).to.equal(200);

    expect(Date.now() - start).to.be.at.least(75);
  });

  it('answers 200 with the page of some proxy, and has done nothing', async () => {
    await fail({ kind: 'html' });

    const response = await fetch(`${yookassa.apiUrl}/payments`, { method: 'POST' });

    expect([response.status, response.headers.get('content-type')]).to.deep.equal([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(made()).to.equal(0);
  });

  it('fails only the calls that match, as often as it was told, until it is told to stop', async () => {
    await fail({ kind: '500', times: 2 });
    await yookassa.control('POST', '/faults', { kind: '429', times: 99, match: 'GET /me' });

    expect([(await create()).status, (await create()).status, (await create()).status]).to.deep.equal([
      500, 500, 200,
    ]);
    expect((await yookassa.api('GET', '/me')).status).to.equal(429);
    await yookassa.control('DELETE', '/faults');
    expect((await yookassa.api('GET', '/me')).status).to.equal(200);
  });

  it('writes down every call, without credentials', async () => {
    await fail({ kind: 'lost' });
    await create('k1').catch(() => undefined);
    await yookassa.api('GET', '/me', { auth: 'somebody:else_secret' });
    const read = async () => (await yookassa.control('GET', '/journal')).rows;
    await until(async () => (await read()).length === 2);

    const lines = await read();

    expect(lines[0]).to.include({
      kind: 'call',
      what: 'POST /payments',
      status: null,
      key: 'k1',
      note: 'lost',
    });
    expect(lines[1]).to.include({ kind: 'call', what: 'GET /me', status: 401 });
    expect(JSON.stringify(lines)).not.to.match(/secret/);
  });
});

describe("the sandbox's YooKassa, moved by hand,", () => {
  let yookassa: Served;
  before(async () => {
    yookassa = await serveYookassa();
  });
  after(() => yookassa.close());

  const given = async (): Promise<string> =>
    String((await yookassa.api('POST', '/payments', { json: order })).body['id']);

  it('lets a payment succeed, be canceled for any reason, or be left alone', async () => {
    const [paid, declined, left] = [await given(), await given(), await given()];

    await yookassa.control('POST', `/payments/${paid}/succeed`);
    await yookassa.control('POST', `/payments/${declined}/cancel`, { reason: 'card_expired' });
    await yookassa.control('POST', `/payments/${left}/leave`);

    const { rows } = await yookassa.control('GET', '/payments');
    expect(rows).to.have.length(3);
    expect(rows).to.have.nested.property('[0].status', 'succeeded');
    expect(rows).to.have.nested.property('[1].cancellation_details.reason', 'card_expired');
    expect(rows).to.have.nested.property('[2].status', 'pending');
  });

  it('shows a payment with another amount, currency, shop, mode or metadata', async () => {
    const id = await given();

    await yookassa.control('PATCH', `/payments/${id}`, {
      amount: '1.00',
      currency: 'USD',
      test: false,
      account_id: '7',
      metadata: {},
    });

    expect((await yookassa.api('GET', `/payments/${id}`)).body).to.deep.include({
      amount: { value: '1.00', currency: 'USD' },
      test: false,
      recipient: { account_id: '7', gateway_id: '1' },
      metadata: {},
    });
  });

  it('refuses to move what is final', async () => {
    const id = await given();
    await yookassa.control('POST', `/payments/${id}/cancel`);

    expect((await yookassa.control('POST', `/payments/${id}/succeed`)).status).to.equal(400);
  });

  it('remembers a bounded part of what happened', async () => {
    await given();
    const { payments, journal, ...rest } = yookassa.sandbox.snapshot();
    const full = await serveYookassa({
      state: {
        ...rest,
        payments: Array.from({ length: 20_000 }, (_, index) => ({
          ...payments[0]!,
          shown: { ...payments[0]!.shown, id: String(index) },
        })),
        journal: Array.from({ length: 1_000 }, () => journal[0]!),
      },
    });

    try {
      await full.api('POST', '/payments', { json: order });

      expect(full.sandbox.payments).to.have.length(20_000);
      expect(full.sandbox.payments[0]?.id).to.equal('1');
      await until(() => full.sandbox.snapshot().journal.at(-1)?.what === 'POST /payments');
      expect(full.sandbox.snapshot().journal).to.have.length(1_000);
    } finally {
      await full.close();
    }
  });
});

const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
