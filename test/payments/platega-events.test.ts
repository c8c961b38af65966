import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { platega } from '../../src/payments/platega.js';
import { isCharge } from '../../src/sandbox/platega-sold.js';
import { platega as emulated } from '../../src/sandbox/platega.js';
import { serve } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { callOf, intentOf, offer } from './contract.js';

const merchantId = '11111111-2222-4333-8444-666666666666';
const id = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const bytes = (body: object): Buffer => Buffer.from(JSON.stringify(body));
const webhookOf = () =>
  offer(platega, { PLATEGA_MERCHANT_ID: merchantId, PLATEGA_SECRET: 'made-up-platega-secret-0001' }).webhook!;

describe('a callback of platega of what it charges by itself', () => {
  it('only says of which to ask, and which charge came', () => {
    const { read } = webhookOf();
    const SubscriptionId = merchantId.toUpperCase();
    const charge = { Id: id, SubscriptionId, Status: 'CONFIRMED', NextChargeAt: '2026-12-26T09:10:00Z' };
    const asked = (body: object) => read(bytes(body))?.asks;

    expect(read(bytes(charge))).to.deep.equal({
      id: `${id}:CONFIRMED`,
      kind: 'mandate',
      name: 'CONFIRMED',
      externalId: id,
      paymentId: null,
      asks: { mandateId: merchantId, charge: id },
    });
    expect(asked({ ...charge, Status: 'CHARGEBACK' })).to.deep.equal({ mandateId: merchantId, charge: id });
    expect(asked({ ...charge, Status: 'CANCELED', NextChargeAt: null })).to.deep.equal({
      mandateId: merchantId,
      charge: null,
    });
  });

  it('of how it stands is another when it comes again with another date, or saying something else', () => {
    const { read } = webhookOf();
    const told = (Status: string, NextChargeAt: string | null, more: object = { SubscriptionId: id }) =>
      read(bytes({ Id: id, Status, NextChargeAt, ...more }));
    const states = ['ACTIVATED', 'PAST_DUE', 'CANCELLED', 'FAILED'].map((state) => `SUBSCRIPTION_${state}`);
    for (const state of states) {
      const event = told(state, null);
      expect(event).to.deep.include({ kind: 'mandate', asks: { mandateId: id, charge: null } });
      expect(event?.id.startsWith(`${id}:${state}:`)).to.equal(true);
    }
    const [active = ''] = states;
    expect(told(active, '2026-12-26T09:10:00Z')?.id).not.to.equal(told(active, '2027-01-26T09:10:00Z')?.id);
    const failed = (Amount: number) => told('SUBSCRIPTION_PAST_DUE', null, { Amount })?.id;
    expect(failed(199)).to.equal(failed(199));
    expect(failed(199)).not.to.equal(failed(299));
    expect(told(active, null, {})).to.deep.include({ asks: { mandateId: id, charge: null } });
    expect(told(active, null, { SubscriptionId: '../me' })?.asks?.mandateId).to.equal(id);
  });

  it('comes to a deaf shop three times more, with the id of the charge and of the whole', async () => {
    const served = await serve(emulated);
    const provider = offer(platega, served.settings);
    const { till, subscriptions } = served.emulator;
    const intent = intentOf(money(199_00n, 'RUB'), { repeat: { months: 1, days: 0 } });
    const mandateId = String((await provider.create?.(intent, callOf('1')))?.mandateId);
    served.shop.status = 500;
    till.pay(mandateId);
    subscriptions.tick();
    await until(() => served.shop.told.length === 2);
    await until(() => {
      served.advance(5 * 60_000);
      return till.out.notices.size === 0;
    });
    const { told } = served.shop;
    await served.close();

    expect(told).to.have.length(8);
    for (const delivery of told) provider.webhook?.verify(delivery);
    const events = told.map(({ raw }) => provider.webhook?.read(raw));
    expect(new Set(events.map((event) => event?.id))).to.have.property('size', 2);
    const charge = [...till.bills.values()].find(isCharge)!.id;
    expect(events.map((event) => event?.asks)).to.deep.include.members([
      { mandateId, charge },
      { mandateId, charge: null },
    ]);
  });
});
