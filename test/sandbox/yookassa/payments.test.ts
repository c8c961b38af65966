import { expect } from 'chai';
import { until } from '../../support/until.js';
import { order, serveYookassa, type Served } from './serve.js';

const hourMs = 3_600_000;

describe("a payment at the sandbox's YooKassa", () => {
  let yookassa: Served;
  before(async () => {
    yookassa = await serveYookassa();
  });
  after(() => yookassa.close());

  const given = async (change: object = {}): Promise<string> =>
    String((await yookassa.api('POST', '/payments', { json: { ...order, ...change } })).body['id']);
  const read = async (id: string) => (await yookassa.api('GET', `/payments/${id}`)).body;

  it('is pending, then succeeded, and tells its fee', async () => {
    const id = await given();
    expect(await read(id)).to.include({ status: 'pending', paid: false, refundable: false });

    yookassa.sandbox.pay(id);

    expect(await read(id)).to.deep.include({
      status: 'succeeded',
      paid: true,
      refundable: true,
      income_amount: { value: '288.53', currency: 'RUB' },
      refunded_amount: { value: '0.00', currency: 'RUB' },
    });
  });

  it('dies an hour after nobody paid it', async () => {
    const id = await given();
    yookassa.advance(hourMs - 1_000);
    expect(await read(id)).to.include({ status: 'pending' });

    yookassa.advance(1_000);

    const dead = await read(id);
    expect(dead).to.include({ status: 'canceled' });
    expect(dead).to.have.nested.property('cancellation_details.reason', 'expired_on_confirmation');
  });

  it('is final once it succeeded or was canceled', async () => {
    const [paid, canceled] = [await given(), await given()];
    yookassa.sandbox.pay(paid);
    yookassa.sandbox.cancel(canceled);
    yookassa.advance(2 * hourMs);

    expect(() => yookassa.sandbox.cancel(paid)).to.throw();
    expect(() => yookassa.sandbox.pay(canceled)).to.throw();
    expect(await read(paid)).to.include({ status: 'succeeded' });
    expect(await read(canceled)).to.have.nested.property(
      'cancellation_details.reason',
      'canceled_by_merchant',
    );
  });

  it('waits for capture when it was not to be captured at once', async () => {
    const [taken, left, given3] = [
      await given({ capture: false }),
      await given({ capture: false }),
      await given(),
    ];
    for (const id of [taken, left]) yookassa.sandbox.pay(id);
    expect(await read(taken)).to.include({ status: 'waiting_for_capture', paid: true });

    const captured = await yookassa.api('POST', `/payments/${taken}/capture`, { json: {} });
    const canceled = await yookassa.api('POST', `/payments/${left}/cancel`, { json: {} });
    const pending = await yookassa.api('POST', `/payments/${given3}/cancel`, { json: {} });

    expect(captured.body).to.include({ status: 'succeeded' });
    expect(canceled.body).to.include({ status: 'canceled' });
    expect(pending.status).to.equal(400);
  });

  it('is canceled when it waited a week for capture', async () => {
    const id = await given({ capture: false });
    yookassa.sandbox.pay(id);

    yookassa.advance(7 * 24 * hourMs);

    expect(await read(id)).to.have.nested.property('cancellation_details.reason', 'expired_on_capture');
  });
});

describe("a list at the sandbox's YooKassa", () => {
  let yookassa: Served;
  const ids: string[] = [];
  before(async () => {
    yookassa = await serveYookassa();
    for (let index = 0; index < 25; index += 1) {
      ids.push(String((await yookassa.api('POST', '/payments', { json: order })).body['id']));
      yookassa.advance(60_000);
    }
  });
  after(() => yookassa.close());

  const list = async (query: string) => {
    const { rows, body } = await yookassa.api('GET', `/payments?${query}`);
    return { ids: rows.map((row) => row['id']), next: body['next_cursor'] };
  };

  it('comes newest first, ten at a time, page by page, whatever is made meanwhile', async () => {
    const first = await list('');
    await yookassa.api('POST', '/payments', { json: order });
    const second = await list(`cursor=${String(first.next)}`);
    const third = await list(`cursor=${String(second.next)}`);

    expect([first, second, third].flatMap((page) => page.ids)).to.deep.equal(ids.toReversed());
    expect(third.next).to.equal(undefined);
  });

  it('can be cut by the moment of creation', async () => {
    const moments = yookassa.sandbox.payments.map((payment) => payment.created_at);

    const found = (await list(`created_at.gte=${moments[5]}&created_at.lt=${moments[8]}&limit=100`)).ids;

    expect(found).to.deep.equal(ids.slice(5, 8).toReversed());
  });

  it('can be cut by state', async () => {
    yookassa.sandbox.pay(ids[3] ?? '');

    expect((await list('status=succeeded')).ids).to.deep.equal([ids[3]]);
    expect((await list('captured_at.gte=2020-01-01T00:00:00Z')).ids).to.deep.equal([ids[3]]);
  });

  for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=nonsense', 'created_at.gte=yesterday']) {
    it(`refuses ${query}`, async () => {
      const { status, body } = await yookassa.api('GET', `/payments?${query}`);
      expect([status, body['parameter']]).to.deep.equal([400, query.split('=')[0]]);
    });
  }
});

describe("the pay page of the sandbox's YooKassa", () => {
  let yookassa: Served;
  before(async () => {
    yookassa = await serveYookassa();
  });
  after(() => yookassa.close());

  const given = async (description = 'Месяц <b>доступа</b> & "всё"') => {
    const { body } = await yookassa.api('POST', '/payments', {
      json: { ...order, amount: { value: '1299.50', currency: 'RUB' }, description },
    });
    const id = String(body['id']);
    expect(body).to.have.nested.property(
      'confirmation.confirmation_url',
      `${yookassa.origin}/yookassa/pay/${id}`,
    );
    return { id, url: `${yookassa.origin}/yookassa/pay/${id}` };
  };
  const stateOf = async (id: string): Promise<unknown> =>
    (await yookassa.api('GET', `/payments/${id}`)).body['status'];

  it('shows shop, amount and description, escaped, and three buttons', async () => {
    const page = await (await fetch((await given()).url)).text();

    expect(page).to.include('123456').and.include('1\u00A0299,50');
    expect(page).to.include('Месяц &lt;b&gt;доступа&lt;/b&gt; &amp; &quot;всё&quot;');
    for (const label of ['Оплатить', 'Отказаться', 'Уйти, не заплатив']) expect(page).to.include(label);
  });

  for (const [button, state, says] of [
    ['succeed', 'succeeded', 'Оплачено'],
    ['cancel', 'canceled', 'Платёж отменён'],
    ['leave', 'pending', 'Платёж не завершён'],
  ] as const) {
    it(`leads back to the shop after "${button}", with the payment ${state}`, async () => {
      const { id, url } = await given();

      const page = await (await press(url, button)).text();

      expect(page).to.include(says).and.include('href="https://t.me/shop_bot"').and.not.include('<form');
      expect(await stateOf(id)).to.equal(state);
    });
  }

  it('can be paid later by who left it, and only once', async () => {
    const { id, url } = await given();
    await press(url, 'leave');
    await press(url, 'succeed');
    await press(url, 'cancel');
    await press(url, 'succeed');

    expect(await stateOf(id)).to.equal('succeeded');
    await until(() => yookassa.shop.told.filter(({ object }) => object['id'] === id).length === 1);
  });

  it('is not there for an unknown payment', async () => {
    expect((await fetch(`${yookassa.origin}/yookassa/pay/${crypto.randomUUID()}`)).status).to.equal(404);
  });
});

const press = (url: string, button: string) => fetch(`${url}/${button}`, { method: 'POST' });
