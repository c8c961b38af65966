import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { request } from '../../src/http.js';
import type { Provider, RefundSnapshot } from '../../src/payments/provider.js';
import { stripe } from '../../src/payments/stripe.js';
import { stripe as emulated } from '../../src/sandbox/stripe.js';
import { serve } from '../sandbox/serve.js';
import { toolsWith } from '../support/tools.js';
import { callOf, errorOf, intentOf, offer } from './offer.js';
import { savingSettings, tellingOf, type ServedStripe } from './stripe-saving.js';

const price = money(4_99n, 'EUR');

describe('the saved cards of stripe', () => {
  let served: ServedStripe;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated);
    provider = offer(stripe, savingSettings(served));
  });
  after(() => served.close());

  const get = (id: string) => provider.get?.(id, callOf('1'));
  const method = async (): Promise<string> => {
    const intent = intentOf(price, { save: true });
    const id = String((await provider.create?.(intent, callOf('1')))?.externalId);
    served.emulator.till.pay(id);
    return String((await get(id))?.method?.id);
  };
  const charge = async (id: string, intent = intentOf(price)) =>
    (await provider.saved?.charge(intent, id, callOf('1')))!;
  const decline = (id: string, reason: string, advice?: string) =>
    served.control('POST', `/payment_methods/${id}/declines`, { reason, advice });
  const read = async (name: string, id: string) => {
    const delivery = await tellingOf(served, name, id);
    provider.webhook?.verify(delivery);
    return provider.webhook?.read(delivery.raw);
  };

  it('are charged by a form that says whom, what and that nobody is there, under the payment’s id', async () => {
    const calls: { headers: object; path: string; form: object }[] = [];
    const spied = toolsWith((url, call) => {
      const form = Object.fromEntries(new URLSearchParams(call.text?.content));
      calls.push({ headers: { ...call.headers }, path: url.pathname, form });
      return request(url, call);
    });
    const spying = stripe.create(stripe.settings.parse(savingSettings(served)), spied) as Provider;
    const id = await method();
    const [customer, card] = id.split(':');
    const intent = intentOf(price);
    await spying.saved?.charge(intent, id, callOf('1'));

    const [{ headers, path, form } = { headers: {}, path: '', form: {} }] = calls;
    expect(path).to.match(/\/v1\/payment_intents$/);
    expect(headers).to.include({ 'Idempotency-Key': `payment-${intent.paymentId}` });
    expect(form).to.deep.equal({
      amount: '499',
      currency: 'eur',
      customer,
      payment_method: card,
      'payment_method_types[0]': 'card',
      off_session: 'true',
      confirm: 'true',
      description: intent.description,
      'metadata[payment_id]': intent.paymentId,
      'metadata[charged]': 'off_session',
      'expand[0]': 'latest_charge',
    });
  });

  it('are told of, paid or refused, by their intent and our id', async () => {
    const id = await method();
    const paid = await charge(id);
    const { paymentId, externalId } = paid;
    expect(await read('payment_intent.succeeded', externalId)).to.deep.equal({
      id: `${externalId}:payment_intent.succeeded`,
      kind: 'payment',
      name: 'payment_intent.succeeded',
      tells: 'paid',
      externalId,
      paymentId,
    });

    await decline(id, 'do_not_honor');
    const refused = await charge(id);
    const event = await read('payment_intent.payment_failed', refused.externalId);
    expect(event).to.include({ kind: 'payment', paymentId: refused.paymentId });
    expect(await get(String(event?.externalId))).to.deep.equal(refused);
  });

  it('take no word for it of an intent that has a session', () => {
    const object = { id: 'pi_1', metadata: { payment_id: '7' } };
    for (const type of ['payment_intent.succeeded', 'payment_intent.payment_failed']) {
      const raw = Buffer.from(JSON.stringify({ type, data: { object } }));
      expect(provider.webhook?.read(raw), type).to.equal(null);
    }
  });

  it('are each listed once, sessions and charges alike, page by page, and bindings never', async () => {
    const id = await method();
    const since = new Date();
    await provider.saved?.bind(
      { bindingId: '1', createdAt: since, payer: intentOf(price).payer },
      callOf('1'),
    );
    const mine: string[] = [];
    for (let count = 0; count < 103; count += 1) mine.push((await charge(id)).externalId);
    const session = String((await provider.create?.(intentOf(price), callOf('1')))?.externalId);
    served.emulator.till.pay(session);

    const listed: string[] = [];
    for await (const each of provider.listSince?.(since, callOf('1')) ?? []) {
      listed.push(each.externalId);
    }
    const own = listed.filter((each) => each === session || mine.includes(each));
    expect(own).to.have.members([session, ...mine]);
    expect(new Set(listed).size).to.equal(listed.length);
    const intents = listed.filter((each) => each.startsWith('pi_'));
    expect(intents).not.to.include(session.replace('cs_test_', 'pi_'));
  });

  it('are read, listed and given back after saving was switched off', async () => {
    const paid = await charge(await method());
    const off = offer(stripe, served.settings);
    expect(await off.get?.(paid.externalId, callOf('1'))).to.deep.equal(paid);
    const refund = await off.refund?.(paid.externalId, price, `${paid.externalId}-1`, callOf('1'));
    expect(refund).to.include({ claim: 'succeeded', paymentExternalId: paid.externalId });
  });

  it('have their refunds of the dashboard told, listed and found by the intent', async () => {
    const since = new Date();
    const { externalId } = await charge(await method());
    await served.control('POST', `/payments/${externalId}/refund`, { minor: 99 });

    expect(await read('refund.created', externalId)).to.include({ kind: 'refund' });
    const listed: RefundSnapshot[] = [];
    for await (const each of provider.refundsSince?.(since, callOf('1')) ?? []) listed.push(each);
    const found = listed.find(({ paymentExternalId }) => paymentExternalId === externalId);
    expect(found).to.deep.include({ claim: 'succeeded', amount: money(99n, 'EUR') });
    expect(await provider.getRefund?.(String(found?.externalId), callOf('1'))).to.deep.equal(found);
    expect(await get(externalId)).to.deep.include({ refunded: money(99n, 'EUR') });
  });

  it('see their charges disputed', async () => {
    const { externalId } = await charge(await method());
    await served.control('POST', `/payments/${externalId}/dispute`, { status: 'needs_response' });
    expect(await get(externalId)).to.include({ claim: 'succeeded', disputed: true });
    await served.control('POST', `/payments/${externalId}/dispute`, { status: 'won' });
    expect(await get(externalId)).to.include({ disputed: false });
  });

  it('are charged again once their bank is content, under a new payment', async () => {
    const id = await method();
    await decline(id, 'insufficient_funds');
    const intent = intentOf(price);
    expect(await charge(id, intent)).to.include({ claim: 'failed', decline: 'no_money' });
    await served.control('DELETE', `/payment_methods/${id}/declines`);

    expect(await charge(id, intent)).to.include({ claim: 'failed' });
    expect(await charge(id)).to.include({ claim: 'succeeded' });
  });

  it('take money and no binding from a session that is paid, and the other way round', async () => {
    const paid = String((await provider.create?.(intentOf(price), callOf('1')))?.externalId);
    expect(await provider.saved?.getBinding(paid, callOf('1'))).to.equal(null);

    const { paymentId: bindingId, createdAt, payer } = intentOf(price);
    const bound = await provider.saved?.bind({ bindingId, createdAt, payer }, callOf('1'));
    served.emulator.till.pay(String(bound?.externalId));
    expect(await get(String(bound?.externalId))).to.equal(null);
  });

  it('keep what the bank said, and their ids, out of errors', async () => {
    const error = await errorOf(provider.saved?.charge(intentOf(price), 'cus_1:pm_1', callOf('1')));
    expect(JSON.stringify([String(error), error])).not.to.match(/cus_1|pm_1/);
    for (const id of ['', 'pm_1', 'cus_1:pm_1:pm_2', 'cus_1:../pm', 'pm_1:cus_1']) {
      const refused = await errorOf(provider.saved?.charge(intentOf(price), id, callOf('1')));
      expect(refused, id).to.have.property('code', 'payments.method_gone');
      await provider.saved?.forget?.(id, callOf('1'));
    }
  });
});
