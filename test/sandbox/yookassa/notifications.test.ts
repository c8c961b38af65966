import { expect } from 'chai';
import { until } from '../../support/until.js';
import { order, serveYookassa, type Served } from './serve.js';

const hourMs = 3_600_000;

describe("a notification of the sandbox's YooKassa", () => {
  let yookassa: Served;
  beforeEach(async () => {
    yookassa = await serveYookassa();
  });
  afterEach(() => yookassa.close());

  const given = async (change: object = {}): Promise<string> =>
    String((await yookassa.api('POST', '/payments', { json: { ...order, ...change } })).body['id']);
  const events = () => yookassa.shop.told.map(({ event }) => event);

  it('tells of each step, with the object as the API shows it', async () => {
    const [paid, canceled, held] = [await given(), await given(), await given({ capture: false })];
    yookassa.sandbox.pay(paid);
    yookassa.sandbox.cancel(canceled);
    yookassa.sandbox.pay(held);

    await until(() => yookassa.shop.told.length === 3);

    expect(events()).to.have.members([
      'payment.succeeded',
      'payment.canceled',
      'payment.waiting_for_capture',
    ]);
    const told = yookassa.shop.told.find(({ object }) => object['id'] === paid);
    expect(told).to.deep.equal({
      type: 'notification',
      event: 'payment.succeeded',
      object: (await yookassa.api('GET', `/payments/${paid}`)).body,
    });
  });

  it('comes again, ever later, until it is answered with exactly 200', async () => {
    const attempts = () => yookassa.sandbox.snapshot().notices[0]?.attempts;
    yookassa.shop.answers = 204;
    yookassa.sandbox.pay(await given());

    for (const [refused, answer] of [500, 302, 200].entries()) {
      await until(() => attempts() === refused + 1);
      expect(yookassa.shop.told).to.have.length(refused + 1);
      yookassa.shop.answers = answer;
      yookassa.advance(1_000 * 2 ** (refused + 1));
    }
    await until(() => attempts() === undefined);

    expect(yookassa.shop.told).to.have.length(4);
  });

  it('is given up a day after what it tells of', async () => {
    yookassa.shop.answers = 500;
    yookassa.sandbox.pay(await given());

    await until(() => {
      yookassa.advance(hourMs / 4);
      return yookassa.sandbox.snapshot().notices.length === 0;
    });

    expect(yookassa.shop.told.length).to.be.within(4, 40);
  });

  it('survives a restart', async () => {
    yookassa.shop.answers = 500;
    yookassa.sandbox.pay(await given());
    await until(() => yookassa.sandbox.snapshot().notices[0]?.attempts === 1);
    yookassa.sandbox.close();
    yookassa.shop.answers = 200;

    const state = yookassa.sandbox.snapshot();
    expect(JSON.parse(JSON.stringify(state))).to.deep.equal(state);
    const restarted = await serveYookassa({
      state,
      webhook: { url: String(yookassa.sandbox.snapshot().webhookUrl) },
    });
    try {
      restarted.advance(2_000);
      await until(() => yookassa.shop.told.length === 2);

      expect(restarted.sandbox.payments).to.deep.equal(yookassa.sandbox.payments);
    } finally {
      await restarted.close();
    }
  });

  it('can be lost, doubled or late, on request', async () => {
    await yookassa.control('POST', '/webhooks', { mode: 'lost' });
    yookassa.sandbox.pay(await given());
    await yookassa.control('POST', '/webhooks', { mode: 'duplicate', copies: 3 });
    const doubled = await given();
    yookassa.sandbox.pay(doubled);
    await yookassa.control('POST', '/webhooks', { mode: 'late', delayMs: 25 * hourMs });
    const late = await given();
    yookassa.sandbox.pay(late);
    await yookassa.control('POST', '/webhooks', { mode: 'normal' });
    await until(() => yookassa.shop.told.length === 3);
    expect(yookassa.shop.told.map(({ object }) => object['id'])).to.deep.equal([doubled, doubled, doubled]);

    yookassa.advance(25 * hourMs);
    await until(() => yookassa.shop.told.length === 4);

    expect(yookassa.shop.told.at(-1)?.object['id']).to.equal(late);
  });

  it('can be forged: any bytes go to the shop', async () => {
    expect((await yookassa.control('POST', '/forge', '{"event":"payment.succeeded"')).body).to.deep.equal({
      status: 200,
    });
    expect(yookassa.shop.raw).to.deep.equal(['{"event":"payment.succeeded"']);
  });

  it('goes where the shop last said, or nowhere', async () => {
    const { webhookUrl } = yookassa.sandbox.snapshot();
    await yookassa.control('PUT', '/webhook', { url: null });
    yookassa.sandbox.pay(await given());
    await yookassa.control('PUT', '/webhook', { url: webhookUrl });
    const id = await given();
    yookassa.sandbox.pay(id);

    await until(() => yookassa.shop.told.length > 0);

    expect(yookassa.shop.told.map(({ object }) => object['id'])).to.deep.equal([id]);
  });
});
