import { expect } from 'chai';
import { Never, UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import { freekassa } from '../../src/payments/freekassa.js';
import type { Provider, Snapshot } from '../../src/payments/provider.js';
import { freekassa as emulated } from '../../src/sandbox/freekassa.js';
import type { Bill } from '../../src/sandbox/till/bill.js';
import { serve } from '../sandbox/serve.js';
import { callOf, errorOf, intentOf, itBehavesLikeAProvider, offer } from './contract.js';
import { counterOf } from './counter.js';

const price = money(299_00n, 'RUB');

itBehavesLikeAProvider(freekassa, {
  abilities: ['create', 'get', 'listSince', 'refund', 'getRefund'],
  price,
  unknownId: '42',
  forged: (delivery) => ({
    ...delivery,
    raw: Buffer.from(String(delivery.raw).replace(/AMOUNT=\d+/, 'AMOUNT=1')),
  }),
  lacking: { settings: { FREEKASSA_ENABLED: 'true' }, names: 'FREEKASSA_MERCHANT_ID' },
  open: () => counterOf(emulated, ({ paymentId, id }) => `${paymentId}-${id}`),
});

describe('freekassa', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof emulated.open>>>>;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated, { ack: 'YES' });
    provider = offer(freekassa, served.settings);
  });
  after(() => served.close());
  afterEach(() => served.control('DELETE', '/faults'));

  const open = async (): Promise<string> =>
    String((await provider.create?.(intentOf(price), callOf('1')))?.externalId);
  const get = (id: string): Promise<Snapshot | null> | undefined => provider.get?.(id, callOf('1'));
  const billsOf = (paymentId: string): Bill<null>[] =>
    [...served.emulator.till.bills.values()].filter((bill) => bill.paymentId === paymentId);
  /** The payer comes back to the form, and chooses another way to pay. */
  const reopen = (paymentId: string, change: Partial<Bill<null>> = {}): string => {
    const id = `9${served.emulator.till.bills.size}`;
    const [bill] = billsOf(paymentId);
    served.emulator.till.open({ ...bill!, ...change, id });
    return id;
  };

  for (const [state, claim] of [
    ['failed', 'failed'],
    ['canceled', 'canceled'],
  ] as const) {
    it(`reads an order that ${state} as ${claim}, and one that was paid late as paid`, async () => {
      const id = await open();
      const [bill] = billsOf(id);
      served.emulator.till.end(String(bill?.id), state);
      expect(await get(id)).to.include({ claim });

      served.emulator.till.pay(String(bill?.id));
      expect(await get(id)).to.include({ claim: 'succeeded' });
    });
  }

  it('takes the most final of several orders under one id, whichever came first', async () => {
    const id = await open();
    const second = reopen(id);
    served.emulator.till.end(second, 'failed');
    expect(await get(id)).to.include({ externalId: id, claim: 'failed' });

    const third = reopen(id);
    served.emulator.till.pay(third);
    expect(await get(id)).to.include({ externalId: `${id}-${third}`, claim: 'succeeded' });

    reopen(id);
    expect(await get(id)).to.include({ claim: 'succeeded' });
    served.emulator.till.refund(third, 299_00);
    expect(await get(id)).to.deep.include({ claim: 'succeeded', refunded: price });
  });

  it('names whatever was paid by its number, asked for or listed, and gives back the one that is meant', async () => {
    const since = new Date();
    const id = await open();
    const [first, second] = [reopen(id), reopen(id)];
    const names = [first, second].map((number) => `${id}-${number}`);
    served.emulator.till.pay(second);
    expect(await get(names[0]!)).to.include({ externalId: names[0], claim: 'pending' });
    expect(await get(names[1]!)).to.deep.include({
      externalId: names[1],
      repeatable: true,
      opened: { as: id, beside: [] },
    });
    served.emulator.till.pay(first);

    const paid: string[] = [];
    for await (const seen of provider.listSince?.(since, callOf('1')) ?? []) {
      if (seen.claim === 'succeeded' && seen.paymentId === id) paid.push(seen.externalId);
    }
    expect(paid).to.have.members(names);
    for (const [at, name] of names.entries())
      expect(await get(name)).to.deep.include({
        externalId: name,
        paymentId: id,
        opened: { as: id, beside: [names[1 - at]] },
      });

    await provider.refund?.(names[1]!, price, 'r', callOf('1'));
    expect(served.emulator.till.find(second)).to.include({ refundedMinor: 299_00 });
    expect(served.emulator.till.find(first)).to.include({ refundedMinor: 0 });
    expect(await get(names[0]!)).to.deep.include({ claim: 'succeeded', refunded: money(0n, 'RUB') });
  });

  it('gives nothing back by our id alone, nor says that it went, once several were paid under it', async () => {
    const id = await open();
    const [first, second] = [reopen(id), reopen(id)];
    for (const each of [first, second]) served.emulator.till.pay(each);
    served.emulator.till.refund(first, 299_00);

    expect(await errorOf(provider.refund?.(id, price, 'r', callOf('1')))).to.be.instanceOf(UpstreamRejected);
    expect(await provider.getRefund?.(`${id}:refund`, callOf('1'))).to.equal(null);
    expect(await provider.getRefund?.(`${id}-${first}:refund`, callOf('1'))).to.include({
      claim: 'succeeded',
    });
    expect(served.emulator.till.find(second)).to.include({ refundedMinor: 0 });
  });

  it('lists more than a page, and nothing that it cannot hold', async () => {
    const since = new Date();
    const ids: string[] = [];
    for (let opened = 0; opened < 12; opened += 1) ids.push(await open());
    reopen(ids[0]!, { paymentId: 'tenge', currency: 'KZT' });

    const listed = new Set<string>();
    for await (const { externalId } of provider.listSince?.(since, callOf('1')) ?? []) listed.add(externalId);

    expect([...listed])
      .to.include.members(ids)
      .and.not.include('tenge');
  });

  it('reads amount and currency from the order, to the last minor unit', async () => {
    const id = await open();
    const [bill] = billsOf(id);
    served.emulator.till.change(String(bill?.id), { minor: 299_01, currency: 'USD' });
    expect(await get(id)).to.deep.include({ amount: money(299_01n, 'USD') });

    served.emulator.till.change(String(bill?.id), { currency: 'UAH' });
    expect(await errorOf(get(id))).to.be.instanceOf(Never);
  });

  it('may be asked for an order again after a lost answer: what is paid under our id counts', async () => {
    const intent = intentOf(price);
    await served.control('POST', '/faults', { match: 'POST /orders/create', kind: 'lost' });
    expect(await errorOf(provider.create?.(intent, callOf('1')))).to.be.instanceOf(UpstreamFailed);

    const checkout = await provider.create?.(intent, callOf('1'));

    const [first, second] = billsOf(intent.paymentId);
    expect(checkout?.payUrl).to.include(`/pay/${second?.id}`).and.not.include(`/pay/${first?.id}`);
    served.emulator.till.pay(String(second?.id));
    expect(await get(String(checkout?.externalId))).to.include({ claim: 'succeeded' });
  });

  it('gives back the very order that was paid, and never another amount', async () => {
    const id = await open();
    const paid = reopen(id);
    served.emulator.till.pay(paid);
    const refund = (minor: bigint) => provider.refund?.(id, money(minor, 'RUB'), 'r', callOf('1'));

    expect(await errorOf(refund(1_00n))).to.be.instanceOf(UpstreamRejected);
    await refund(299_00n);

    expect([...served.emulator.till.refunds.values()].map(({ billId }) => billId)).to.include(paid);
    expect(served.emulator.till.bills.get(paid)).to.include({ refundedMinor: 299_00 });
  });

  it('makes one refund of one whose answer was lost', async () => {
    const id = await open();
    served.emulator.till.pay(String(billsOf(id)[0]?.id));
    const refund = () => provider.refund?.(id, price, 'r', callOf('1'));
    const before = served.emulator.till.refunds.size;
    await served.control('POST', '/faults', { match: 'POST /orders/refund', kind: 'lost' });

    expect(await errorOf(refund())).to.be.instanceOf(UpstreamFailed);

    expect(await refund()).to.include({ claim: 'succeeded', paymentExternalId: (await get(id))?.externalId });
    expect(served.emulator.till.refunds.size).to.equal(before + 1);
  });

  it('says what is refused, keeps the key to itself, and asks again after a refused key', async () => {
    const refused = await errorOf(provider.create?.(intentOf(money(9_99n, 'RUB')), callOf('1')));
    expect(refused)
      .to.be.instanceOf(UpstreamRejected)
      .with.property('message', 'freekassa refused: Amount is less than the minimum');

    const stranger = offer(freekassa, { ...served.settings, FREEKASSA_API_KEY: 'somebody-elses-key' });
    const read = await errorOf(stranger.get?.('1', callOf('1')));
    expect(read).to.be.instanceOf(UpstreamFailed);
    expect(await errorOf(stranger.create?.(intentOf(price), callOf('1')))).to.be.instanceOf(UpstreamRejected);
    expect(JSON.stringify(read) + String(read)).not.to.include('somebody-elses-key');
  });

  for (const absent of ['FREEKASSA_SECOND_SECRET', 'FREEKASSA_PAYMENT_IP'] as const) {
    it(`is not offered without ${absent}`, () => {
      expect(() => offer(freekassa, { ...served.settings, [absent]: '' })).to.throw(absent);
    });
  }

  it('refuses a loopback address for the payer, as FreeKassa does', () => {
    for (const ip of ['127.0.0.1', '::1', 'localhost']) {
      expect(() => offer(freekassa, { ...served.settings, FREEKASSA_PAYMENT_IP: ip }), ip).to.throw(
        'PAYMENT_IP',
      );
    }
  });
});
