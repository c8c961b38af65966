import { expect } from 'chai';
import { UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import { request } from '../../src/http.js';
import type { Provider } from '../../src/payments/provider.js';
import { stripe } from '../../src/payments/stripe.js';
import { stripe as emulated } from '../../src/sandbox/stripe.js';
import { serve, type Served } from '../sandbox/serve.js';
import { toolsWith } from '../support/tools.js';
import { counterOf } from './counter.js';
import { callOf, errorOf, intentOf, itBehavesLikeAProvider, offer } from './contract.js';

const price = money(4_99n, 'EUR');

itBehavesLikeAProvider(stripe, {
  abilities: ['create', 'get', 'listSince', 'refund', 'getRefund'],
  price,
  unknownId: 'cs_test_neverMade',
  forged: (delivery) => ({ ...delivery, raw: Buffer.concat([delivery.raw, Buffer.from(' ')]) }),
  lacking: { settings: { STRIPE_SECRET_KEY: 'sk_test_12345678' }, names: 'STRIPE_WEBHOOK_SECRET' },
  open: () => counterOf(emulated),
});

describe('stripe', () => {
  let served: Served<ReturnType<typeof emulated.open>>;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated);
    provider = offer(stripe, served.settings);
  });
  after(() => served.close());

  const open = async (amount = price): Promise<string> =>
    String((await provider.create?.(intentOf(amount), callOf('1')))?.externalId);
  const listed = async (since: Date): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { externalId } of provider.listSince?.(since, callOf('1')) ?? []) ids.push(externalId);
    return ids;
  };

  it('sends a form, in its version, with a key, our id everywhere and an end', async () => {
    const calls: { headers: Record<string, string>; form: URLSearchParams }[] = [];
    const spied = toolsWith((url, call) => {
      calls.push({ headers: { ...call.headers }, form: new URLSearchParams(call.text?.content) });
      return request(url, call);
    });
    const spying = stripe.create(stripe.settings.parse(served.settings), spied) as Provider;
    const intent = intentOf(price, { description: '1 month & more = [😀]' });
    const checkout = await spying.create?.(intent, callOf('1'));

    const [{ headers, form } = { headers: {}, form: new URLSearchParams() }] = calls;
    expect(headers).to.include({
      'Stripe-Version': '2026-10-28.endive',
      'Idempotency-Key': `payment-${intent.paymentId}`,
    });
    const endsMs = 1_000 * Math.floor((intent.createdAt.getTime() + 3_600_000) / 1_000);
    expect(Object.fromEntries(form)).to.deep.equal({
      mode: 'payment',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][unit_amount]': '499',
      'line_items[0][price_data][product_data][name]': intent.description,
      client_reference_id: intent.paymentId,
      'metadata[payment_id]': intent.paymentId,
      'payment_intent_data[metadata][payment_id]': intent.paymentId,
      expires_at: String(endsMs / 1_000),
      success_url: 'https://t.me/',
      cancel_url: 'https://t.me/',
    });
    expect(checkout?.expiresAt?.getTime()).to.equal(endsMs);
    const bill = served.emulator.till.find(String(checkout?.externalId));
    expect(bill).to.deep.include({ description: intent.description, paymentId: intent.paymentId });
    expect(bill.data.metadata).to.deep.equal({ payment_id: intent.paymentId });
  });

  it('opens one session, though the answer to the first create was lost', async () => {
    const intent = intentOf(price);
    await served.control('POST', '/faults', { match: 'POST /checkout', kind: 'lost' });

    expect(await errorOf(provider.create?.(intent, callOf('1')))).to.be.instanceOf(UpstreamFailed);
    const checkout = await provider.create?.(intent, callOf('1'));

    const made = [...served.emulator.till.bills.values()].filter(
      ({ paymentId }) => paymentId === intent.paymentId,
    );
    expect(made.map(({ id }) => id)).to.deep.equal([checkout?.externalId]);
  });

  it('comes again while the first call under its key is under way', async () => {
    const answers: unknown[] = [
      409,
      { error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } },
    ];
    const busy = toolsWith((_url, { refusal }) => Promise.reject(refusal?.(Number(answers[0]), answers[1])));
    const waiting = stripe.create(stripe.settings.parse(served.settings), busy) as Provider;

    expect(await errorOf(waiting.create?.(intentOf(price), callOf('1')))).to.be.instanceOf(UpstreamFailed);
  });

  it('is refused for good with other parameters under its key, and for an attempt that is too old', async () => {
    const intent = intentOf(price);
    await provider.create?.(intent, callOf('1'));
    const other = { ...intent, amount: money(5_00n, 'EUR') };
    expect(String(await errorOf(provider.create?.(other, callOf('1'))))).to.include('idempotency_error');

    const old = intentOf(price, { createdAt: new Date(Date.now() - 31 * 60_000) });
    const error = await errorOf(provider.create?.(old, callOf('1')));
    expect(error).to.be.instanceOf(UpstreamRejected);
    expect(String(error)).to.include('expires_at');
  });

  it('reads an expired session as expired', async () => {
    const id = await open();
    served.emulator.till.end(id, 'expired');
    expect(await provider.get?.(id, callOf('1'))).to.include({ claim: 'expired' });
  });

  it('takes a session of the other mode for nobody of ours', async () => {
    const live = offer(stripe, { ...served.settings, STRIPE_SECRET_KEY: 'rk_live_0123456789' });
    expect(await errorOf(live.get?.(await open(), callOf('1')))).to.be.instanceOf(UpstreamFailed);

    const settings = { ...served.settings, STRIPE_SECRET_KEY: 'rk_live_0123456789' };
    const asTest = toolsWith((url, call) => {
      const authorization = `Bearer ${served.settings['STRIPE_SECRET_KEY']}`;
      return request(url, { ...call, headers: { ...call.headers, authorization } });
    });
    const mixed = stripe.create(stripe.settings.parse(settings), asTest) as Provider;
    const id = await open();
    served.emulator.till.pay(id);
    expect(await mixed.get?.(id, callOf('1'))).to.include({ claim: 'succeeded', ours: false });
    expect(String(await errorOf(mixed.probe?.(callOf('doctor'))))).to.include('another mode');
    expect(await errorOf(provider.probe?.(callOf('doctor')))).to.equal(undefined);
  });

  it('finds the session by its payment intent, which is all that charges name', async () => {
    const id = await open();
    const intent = id.replace('cs_test_', 'pi_');
    served.emulator.till.pay(id);

    expect(await provider.get?.(intent, callOf('1'))).to.deep.equal(await provider.get?.(id, callOf('1')));
    expect(await provider.get?.('pi_neverMade', callOf('1'))).to.equal(null);
  });

  it('reads a list of more than a page, and passes over currencies that it does not sell in', async () => {
    const since = new Date();
    const ids: string[] = [];
    for (let count = 0; count < 103; count += 1) ids.push(await open());
    await served.control('PATCH', `/payments/${ids[0]}`, { currency: 'jpy' });

    const found = await listed(since);
    expect(found).to.include.members(ids.slice(1)).and.not.to.include(ids[0]);
    expect(new Set(found).size).to.equal(found.length);
    expect(String(await errorOf(provider.get?.(ids[0]!, callOf('1'))))).to.include('is in jpy');
  });

  it('keeps the key to itself, and asks again after a refused one', async () => {
    const stranger = offer(stripe, { ...served.settings, STRIPE_SECRET_KEY: 'sk_test_somebodyElses' });
    const read = await errorOf(stranger.get?.(await open(), callOf('1')));
    expect(read).to.be.instanceOf(UpstreamFailed);
    const create = await errorOf(stranger.create?.(intentOf(price), callOf('1')));
    expect(create).to.be.instanceOf(UpstreamRejected);
    for (const error of [read, create]) expect(String(error)).not.to.match(/somebodyElses|\*\*/);
  });

  for (const kind of ['500', 'html', 'reset']) {
    it(`does not know what became of a create that ends with ${kind}`, async () => {
      await served.control('POST', '/faults', { kind });
      expect(await errorOf(provider.create?.(intentOf(price), callOf('1')))).to.be.instanceOf(UpstreamFailed);
    });
  }

  it('is offered in the currencies of its setting, from half a dollar on', () => {
    expect(provider.limits).to.deep.equal({
      USD: { min: 50n, max: 99_999_999n },
      EUR: { min: 50n, max: 99_999_999n },
    });
    expect(offer(stripe, { ...served.settings, STRIPE_CURRENCIES: 'RUB' }).limits).to.have.all.keys('RUB');
  });
});
