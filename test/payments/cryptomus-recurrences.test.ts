import { expect } from 'chai';
import { Never, UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import { dayMs } from '../../src/domain/term.js';
import { cryptomus, heleket } from '../../src/payments/heleket.js';
import type { Intent, Provider, Snapshot } from '../../src/payments/provider.js';
import { cryptomus as emulated, heleket as emulatedHeleket } from '../../src/sandbox/heleket.js';
import type { HeleketBill } from '../../src/sandbox/heleket-wire.js';
import { MalformedWebhook } from '../../src/webhook.js';
import { serve, type Served } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { callOf, errorOf, intentOf, offer } from './contract.js';

const price = money(199_00n, 'RUB');
const month = { months: 1, days: 0 };
const unknown = '11111111-2222-4333-8444-555555555555';

describe('payments that Cryptomus repeats', () => {
  let served: Served<ReturnType<typeof emulated.open>>;
  let provider: Provider;
  beforeEach(async () => {
    served = await serve(emulated);
    provider = offer(cryptomus, served.settings);
  });
  afterEach(() => served.close());

  const till = () => served.emulator.till;
  const monthly = (change: Partial<Intent> = {}): Intent => intentOf(price, { repeat: month, ...change });
  const open = async (intent = monthly()): Promise<string> =>
    String((await provider.create?.(intent, callOf('1')))?.externalId);
  const get = (name: string) => provider.get!(name, callOf('1'));
  const charge = (id: string) => served.control('POST', `/recurrences/${id}/charge`);
  const listed = async (): Promise<Snapshot[]> => {
    const all: Snapshot[] = [];
    for await (const each of provider.listSince!(new Date(Date.now() - 60_000), callOf('1'))) all.push(each);
    return all;
  };

  it('are for plans of about a week, a month or three, and none are Heleket’s', async () => {
    const of = (months: number, days = 0) => provider.mandates?.termOf({ months, days });
    expect(of(0, 7)).to.deep.equal({ months: 0, days: 7 });
    for (const plan of [of(1), of(0, 30)]) expect(plan).to.deep.equal(month);
    for (const plan of [of(3), of(0, 90)]) expect(plan).to.deep.equal({ months: 3, days: 0 });
    for (const plan of [of(2), of(12), of(1, 1), of(0, 31), of(0, 1)]) expect(plan).to.equal(null);

    const other = await serve(emulatedHeleket);
    expect(offer(heleket, other.settings).mandates).to.equal(undefined);
    await other.close();
  });

  it('are one, also where the answer of the first create was lost', async () => {
    const intent = monthly();
    await served.control('POST', '/faults', { match: 'POST /recurrence/create', kind: 'lost' });
    expect(await errorOf(provider.create?.(intent, callOf('1')))).to.be.instanceOf(UpstreamFailed);
    const checkout = await provider.create?.(intent, callOf('1'));
    expect([...till().bills.keys()]).to.deep.equal([checkout?.externalId]);
    expect(checkout).to.deep.include({
      payUrl: `${served.url}/pay/${checkout?.externalId}`,
      expiresAt: null,
    });
  });

  it('are named in sixty letters at most, whatever alphabet', async () => {
    for (const description of ['😀'.repeat(128), 'x']) {
      const bill = till().find(await open(monthly({ description })));
      expect(Array.from(bill.description).length).to.be.within(3, 60);
    }
  });

  for (const [what, change] of [
    ['another amount', () => ({ minor: 1_00 })],
    ['another currency', () => ({ currency: 'USD' })],
    ['somebody who agreed already', () => ({ state: 'paid', paidMs: Date.now() })],
    [
      'another shop',
      ({ data }) => ({ data: { ...data, callback: 'https://other.example/webhook/cryptomus' } }),
    ],
    [
      'another rhythm',
      ({ data }) => ({ data: { ...data, recurrence: { ...data.recurrence!, period: 'weekly' } } }),
    ],
  ] as readonly (readonly [string, (bill: HeleketBill) => Partial<HeleketBill>])[]) {
    it(`are refused for good where under our name there is one of ${what}`, async () => {
      const intent = monthly();
      const id = await open(intent);
      till().change(id, change(till().find(id)));
      expect(await errorOf(provider.create?.(intent, callOf('1'))))
        .to.be.instanceOf(Never)
        .with.property('code', 'payment.other_invoice');
    });
  }

  it('are pending until their payer agrees, or canceled, and then as charged as last time', async () => {
    const intent = monthly();
    const id = await open(intent);
    const paymentId = intent.paymentId;
    expect(await get(id)).to.deep.include({ externalId: id, paymentId, claim: 'pending', amount: price });
    till().pay(id);
    const first = await get(id);
    expect(first).to.deep.include({ paymentId, claim: 'succeeded', amount: price, repeatable: true });
    expect(first?.repeat).to.deep.include({ mandateId: id, term: month, state: 'on' });
    expect(await get(first!.externalId)).to.deep.equal(first);

    await charge(id);
    const second = await get(`repeat-${paymentId}`);
    expect(second?.externalId).not.to.equal(first?.externalId);
    const between = second!.repeat!.paidUntil.getTime() - first!.repeat!.paidUntil.getTime();
    expect(between / dayMs).to.be.within(27, 32);
    expect(await get(first!.externalId)).to.equal(null);
    expect([first!.externalId, id].map((name) => provider.knows?.(name))).to.deep.equal([false, true]);

    const refused = await open();
    till().end(refused, 'canceled');
    expect(await get(refused)).to.include({ externalId: refused, claim: 'canceled' });
    for (const name of [unknown, `${unknown}:1`, 'repeat-4242', 'repeat-x'])
      expect(await get(name)).to.equal(null);
  });

  it('are listed with their last charge, over several pages; what is billed for one is none by itself', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => open()));
    for (const id of ids.slice(1)) till().pay(id);
    till().change(ids[1]!, { currency: 'BTC' });
    till().change(ids[2]!, { paymentId: 'by-hand' });
    const intent = intentOf(price);
    const invoice = String((await provider.create?.(intent, callOf('1')))?.externalId);
    till().pay(invoice);
    expect((await listed()).map(({ externalId }) => externalId.split(':')[0])).to.have.members([
      invoice,
      ...ids.slice(3),
    ]);

    const { paymentId } = till().find(ids[3]!);
    till().change(invoice, { paymentId });
    expect((await listed()).map(({ externalId }) => externalId)).not.to.include(invoice);
    expect(await get(invoice)).to.deep.equal(await get(ids[3]!));
    till().change(invoice, { paymentId: null });
    expect((await listed()).map(({ externalId }) => externalId)).not.to.include(invoice);
  });

  it('are told of as often as they are charged, and found by whatever names one', async () => {
    const intent = monthly();
    const id = await open(intent);
    till().pay(id);
    await charge(id);
    await until(() => served.shop.told.length === 2);
    const events = served.shop.told.map((delivery) => {
      provider.webhook!.verify(delivery);
      return provider.webhook!.read(delivery.raw);
    });
    expect(new Set(events.map((event) => event!.id)).size).to.equal(2);
    for (const event of events) {
      expect(event).to.include({ kind: 'payment', paymentId: intent.paymentId });
      expect((await get(event!.externalId!))?.repeat?.mandateId).to.equal(id);
    }

    const read = (notice: object) => provider.webhook!.read(Buffer.from(JSON.stringify(notice)));
    const sign = 'x'.repeat(32);
    for (const notice of [
      { uuid: id, status: 'paid', sign },
      { type: 'recurrence', uuid: id, sign },
      { type: 'payment', uuid: id, order_id: null, status: 'active', sign },
      { type: 7, order_id: `repeat-${intent.paymentId}`, status: null },
    ])
      expect((await get(read(notice)!.externalId!))?.repeat?.mandateId).to.equal(id);
    const dated = (last_pay_off: string) => read({ uuid: id, last_pay_off, sign })!.id;
    expect(dated('2026-11-26 10:00:00')).not.to.equal(dated('2026-12-26 10:00:00'));
    expect(read({ type: 'wallet', uuid: id, status: 'paid' })).to.equal(null);
    expect(() => read({ type: 'recurrence', status: 'paid' })).to.throw(MalformedWebhook);
  });

  it('are ended once, however often, also where their payer was first; a stranger’s are refused', async () => {
    const id = await open();
    till().pay(id);
    const stop = (externalId: string) => provider.mandates!.stop({ externalId, payer: null }, callOf('1'));
    await stop(id);
    await stop(id);
    expect((await get(id))?.repeat).to.include({ state: 'stopped' });

    const other = await open();
    till().pay(other);
    await served.control('POST', `/recurrences/${other}/cancel`);
    await stop(other);
    expect(till().find(other).data.recurrence).to.include({ canceled: 'cancel_by_user' });
    expect(await errorOf(stop(unknown))).to.be.instanceOf(UpstreamRejected);
  });

  it('are charged when their time comes, by the clock there', async () => {
    const id = await open();
    till().pay(id);
    const first = await get(id);
    served.advance(32 * dayMs);
    await until(async () => (await get(id))?.externalId !== first?.externalId);
  });

  it('can be charged and ended by hand on the page in the sandbox', async () => {
    const id = await open();
    const page = `${served.url}/pay/${id}`;
    const post = (deed: string) =>
      fetch(`${page}/${deed}`, { method: 'POST' }).then((answer) => answer.text());
    expect(await post('charge')).to.include('Оплатить');
    expect(await post('succeed')).to.include('Отменить подписку');
    const first = await get(id);
    await post('charge');
    expect((await get(id))?.externalId).not.to.equal(first?.externalId);
    expect(await post('stop')).not.to.include('Отменить подписку');
    expect((await get(id))?.repeat).to.include({ state: 'stopped' });
  });
});
