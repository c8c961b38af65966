import { expect } from 'chai';
import { Never, UpstreamFailed } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import { addTerm } from '../../src/domain/term.js';
import { request } from '../../src/http.js';
import { rhythmOf } from '../../src/payments/platega-rhythm.js';
import { platega } from '../../src/payments/platega.js';
import type { Listed, Mandates } from '../../src/payments/mandates.js';
import type { Provider } from '../../src/payments/provider.js';
import { createPayments, repeats } from '../../src/payments/registry.js';
import { isCharge } from '../../src/sandbox/platega-sold.js';
import { platega as emulated } from '../../src/sandbox/platega.js';
import { serve } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { toolsWith } from '../support/tools.js';
import { callOf, errorOf, intentOf, offer } from './contract.js';

const price = money(199_00n, 'RUB');
const month = { months: 1, days: 0 };

describe('what platega charges by itself', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof emulated.open>>>>;
  let provider: Provider;
  let mandates: Mandates;
  beforeEach(async () => {
    served = await serve(emulated);
    provider = offer(platega, served.settings);
    mandates = provider.mandates!;
  });
  afterEach(() => served.close());

  const subscribe = async (term = month): Promise<string> => {
    const checkout = await provider.create?.(intentOf(price, { repeat: term }), callOf('1'));
    return String(checkout?.mandateId);
  };
  const subscriptions = () => served.emulator.subscriptions;
  const agree = (id: string): void => {
    served.emulator.till.pay(id);
    subscriptions().tick();
  };
  const look = (externalId: string, charge?: string) =>
    mandates.look!({ externalId, payer: null, term: month }, callOf('1'), charge);
  const charges = () => [...served.emulator.till.bills.values()].filter(isCharge);
  const stop = (externalId: string) => mandates.stop({ externalId, payer: null }, callOf('1'));

  it('is for exactly the term of a plan, up to a year of months or three of years', () => {
    for (const [months, days, interval, intervalCount] of [
      [0, 1, 1, 1],
      [0, 31, 1, 31],
      [1, 0, 3, 1],
      [12, 0, 3, 12],
      [24, 0, 4, 2],
      [36, 0, 4, 3],
    ] as const)
      expect(rhythmOf({ months, days }), `${months} ${days}`).to.deep.equal({ interval, intervalCount });
    for (const [months, days] of [
      [0, 0],
      [0, 32],
      [1, 1],
      [13, 0],
      [48, 0],
      [-1, 0],
    ] as const)
      expect(rhythmOf({ months, days }), `${months} ${days}`).to.equal(null);
  });

  it('is offered for whole roubles, where the shop has it', () => {
    const of = (minor: bigint, settings = served.settings) => {
      const payments = createPayments(settings, toolsWith(request));
      return repeats(payments, 'platega', month, money(minor, 'RUB'));
    };
    expect(of(199_00n)).to.deep.equal(month);
    expect(of(199_50n)).to.equal(null);
    expect(of(99n)).to.equal(null);
    expect(of(199_00n, { ...served.settings, PLATEGA_SUBSCRIPTIONS_ENABLED: 'false' })).to.equal(null);
  });

  it('is asked for by method 6, and bears only its own name', async () => {
    const sent: unknown[] = [];
    const spied = platega.create(
      platega.settings.parse(served.settings),
      toolsWith((url, call) => {
        sent.push([url.pathname, JSON.parse(call.text?.content ?? 'null')]);
        return request(url, call);
      }),
    ) as Provider;
    const intent = intentOf(price, { repeat: { months: 3, days: 0 }, description: 'VPN' });
    const before = Date.now();
    const checkout = await spied.create?.(intent, callOf('1'));
    expect(sent).to.deep.equal([
      [
        '/platega/api/transaction/process',
        {
          paymentMethod: 6,
          paymentDetails: { amount: 199, currency: 'RUB', interval: 3, intervalCount: 3 },
          description: 'VPN',
        },
      ],
    ]);
    const [bill] = subscriptions().all();
    expect(checkout).to.deep.include({
      externalId: null,
      mandateId: bill!.id,
      payUrl: `${served.url}/pay/${bill!.id}`,
    });
    expect(checkout?.expiresAt?.getTime()).to.be.within(before + 30 * 60_000, Date.now() + 30 * 60_000);
    const odd = intentOf(money(199_50n, 'RUB'), { repeat: month });
    expect(await errorOf(spied.create?.(odd, callOf('1')))).to.be.instanceOf(Never);
  });

  it('tells how it stands from the agreement to its end, with each charge once', async () => {
    const id = await subscribe();
    expect(await look(id)).to.deep.equal({ state: 'awaited', named: null, charges: [] });
    agree(id);
    const first = await look(id, charges()[0]!.id);
    const paidUntil = new Date(subscriptions().find(id).data.nextMs!);
    const repeat = { mandateId: id, term: month, paidUntil, counted: 1 };
    const common = {
      paymentId: null,
      claim: 'succeeded',
      amount: price,
      refunded: money(0n, 'RUB'),
      ours: true,
      repeatable: true,
      repeat,
    };
    expect(first).to.deep.equal({
      state: 'on',
      named: { ...common, externalId: charges()[0]!.id },
      charges: [{ ...common, externalId: `${id}#1` }],
    });

    subscriptions().act(id, 'charge');
    const second = await look(id.toUpperCase());
    expect(second?.charges.map(({ externalId, repeat: of }) => [externalId, of?.counted])).to.deep.equal([
      [`${id}#1`, 1],
      [`${id}#2`, 2],
    ]);
    const until2 = second?.charges[1]?.repeat?.paidUntil;
    expect(until2?.getTime()).to.equal(subscriptions().find(id).data.nextMs);
    expect(second?.charges[0]?.repeat?.paidUntil).to.deep.equal(addTerm(until2!, { months: -1, days: 0 }));

    subscriptions().act(id, 'fail');
    expect(await look(id, charges().at(-1)!.id)).to.include({ state: 'failed', named: null });
    subscriptions().act(id, 'cancel');
    const over = await look(id);
    expect(over).to.include({ state: 'stopped' });
    expect(over?.charges).to.have.length(2);
  });

  it('is refused where nobody agreed in time, and unknown where it never was', async () => {
    const id = await subscribe();
    served.advance(31 * 60_000);
    expect(await look(id)).to.deep.equal({ state: 'refused', named: null, charges: [] });
    for (const unknown of ['3fa85f64-5717-4562-b3fc-2c963f66afa6', 'x', '../me', ''])
      expect(await look(unknown), unknown).to.equal(null);
    expect(await provider.get?.(id, callOf('1'))).to.equal(null);
  });

  it('is charged when its time has come, month after month', async () => {
    const id = await subscribe();
    agree(id);
    for (let count = 2; count <= 3; count += 1) {
      served.advance(31 * 86_400_000);
      await until(() => charges().length === count);
    }
    expect((await look(id))?.charges).to.have.length(3);
  });

  it('is stopped, however often it is asked to be, and whoever stopped it', async () => {
    const [mine, theirs] = [await subscribe(), await subscribe()];
    for (const id of [mine, theirs]) agree(id);
    await stop(mine);
    await stop(mine);
    subscriptions().act(theirs, 'cancel');
    await stop(theirs);
    await stop('3fa85f64-5717-4562-b3fc-2c963f66afa6');
    for (const id of [mine, theirs]) expect(subscriptions().find(id).data.phase).to.equal('cancelled');

    const never = await subscribe();
    await stop(never);
    served.emulator.till.pay(never);
    subscriptions().tick();
    expect(charges()).to.have.length(2);
  });

  it('is said to be stopped only when it is', async () => {
    const id = await subscribe();
    agree(id);
    await served.control('POST', '/faults', { match: `POST /subscription/${id}/cancel`, kind: 'html' });
    expect(await errorOf(stop(id))).to.be.instanceOf(UpstreamFailed);
    await stop(id);
    expect(subscriptions().find(id).data.phase).to.equal('cancelled');
  });

  it('is listed page by page', async () => {
    const id = await subscribe();
    agree(id);
    for (let n = 0; n < 130; n += 1)
      subscriptions().subscribe({ minor: 5_00, currency: 'RUB', description: 'x', unit: 1, every: 1 });
    const pages: (readonly Listed[])[] = [];
    for await (const page of mandates.list!(callOf('1'))) pages.push(page);
    expect(pages.map((page) => page.length)).to.deep.equal([100, 31]);
    const { nextMs, lastMs } = subscriptions().find(id).data;
    const expected = { externalId: id, charges: 1, next: new Date(nextMs!), last: new Date(lastMs!) };
    expect(pages.flat().find(({ externalId }) => externalId === id)).to.deep.equal(expected);
    expect(pages.flat().at(-1)).to.deep.include({ charges: 0, next: null, last: null });
  });

  it('is listed as nothing where Platega says that there is none', async () => {
    const api = { ...served.settings, PLATEGA_API_URL: `${served.url}/api/elsewhere` };
    const pages: unknown[] = [];
    for await (const page of offer(platega, api).mandates!.list!(callOf('1'))) pages.push(page);
    expect(pages).to.deep.equal([]);
  });
});
