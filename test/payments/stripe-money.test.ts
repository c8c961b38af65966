import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import type { Provider, RefundSnapshot } from '../../src/payments/provider.js';
import { stripe } from '../../src/payments/stripe.js';
import { stripe as emulated } from '../../src/sandbox/stripe.js';
import { serve, type Served } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { callOf, intentOf, offer } from './contract.js';

const price = money(4_99n, 'EUR');

describe('the money of stripe', () => {
  let served: Served<ReturnType<typeof emulated.open>>;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated);
    provider = offer(stripe, served.settings);
  });
  after(() => served.close());

  const open = async (): Promise<string> =>
    String((await provider.create?.(intentOf(price), callOf('1')))?.externalId);
  const paid = async (): Promise<string> => {
    const id = await open();
    served.emulator.till.pay(id);
    return id;
  };
  const get = (id: string) => provider.get?.(id, callOf('1'));
  /** The event of this name about what holds this text, verified and read. */
  const told = async (name: string, text: string) => {
    const find = () =>
      served.shop.told.findLast(({ raw }) => raw.includes(`"type":"${name}"`) && raw.includes(text));
    await until(() => find() !== undefined);
    provider.webhook?.verify(find()!);
    return provider.webhook?.read(find()!.raw);
  };
  const intent = (id: string) => id.replace('cs_test_', 'pi_');

  it('is not there yet when a session is complete, and may never come', async () => {
    const [good, bad] = [await open(), await open()];
    for (const id of [good, bad]) {
      await served.control('POST', `/payments/${id}/wait`);
      expect(await told('checkout.session.completed', id)).to.include({ kind: 'payment', externalId: id });
      expect(await get(id)).to.include({ claim: 'pending' });
    }
    served.emulator.till.pay(good);
    await served.control('POST', `/payments/${bad}/failed`);

    const event = await told('checkout.session.async_payment_succeeded', good);
    expect(event?.id).to.equal(`${good}:checkout.session.async_payment_succeeded`);
    expect(await told('checkout.session.async_payment_failed', bad)).to.include({ externalId: bad });
    expect(await get(good)).to.include({ claim: 'succeeded' });
    expect(await get(bad)).to.include({ claim: 'failed' });
  });

  it('goes back in parts, which are told apart', async () => {
    const id = await paid();
    const give = (minor: bigint, key: string) => provider.refund?.(id, money(minor, 'EUR'), key, callOf('1'));
    const [first, second] = [await give(1_00n, `${id}-1`), await give(1_00n, `${id}-2`)];

    expect(first?.externalId).not.to.equal(second?.externalId);
    expect(await get(id)).to.deep.include({ refunded: money(2_00n, 'EUR') });
    const names = await Promise.all([first, second].map((each) => told('refund.created', each!.externalId)));
    expect(new Set(names.map((event) => event?.id)).size).to.equal(2);
    await until(() => served.shop.told.some(({ raw }) => raw.includes('"amount_refunded":200')));
    expect(await told('charge.refunded', '"amount_refunded":200')).to.deep.include({
      id: `${id.replace('cs_test_', 'ch_')}:charge.refunded:200`,
      kind: 'payment',
      externalId: intent(id),
    });
  });

  it('never goes back beyond what was paid', async () => {
    const id = await paid();
    const refund = await provider
      .refund?.(id, money(5_00n, 'EUR'), `${id}-1`, callOf('1'))
      .catch((error: unknown) => error);
    expect(String(refund)).to.include('refused');
    expect(await get(id)).to.deep.include({ refunded: money(0n, 'EUR') });
  });

  it('that went back in the dashboard is told, listed and found by its session', async () => {
    const since = new Date();
    const id = await paid();
    await served.control('POST', `/payments/${id}/refund`, { minor: 99 });
    const [refund] = [...served.emulator.till.refunds.values()].filter(({ billId }) => billId === id);

    const expected = {
      externalId: refund!.id,
      paymentExternalId: id,
      claim: 'succeeded',
      amount: money(99n, 'EUR'),
      reason: null,
    };
    expect(await told('refund.created', refund!.id)).to.include({ kind: 'refund', externalId: refund!.id });
    expect(await provider.getRefund?.(refund!.id, callOf('1'))).to.deep.equal(expected);
    const listed: RefundSnapshot[] = [];
    for await (const each of provider.refundsSince?.(since, callOf('1')) ?? []) listed.push(each);
    expect(listed).to.deep.include(expected);
  });

  it('comes back when its refund fails days after it succeeded', async () => {
    const id = await paid();
    const refund = await provider.refund?.(id, price, `${id}-1`, callOf('1'));
    await served.control('POST', `/refunds/${refund?.externalId}/fail`);

    const event = await told('refund.failed', String(refund?.externalId));
    expect(event).to.include({ kind: 'refund', externalId: refund?.externalId });
    expect(await provider.getRefund?.(String(refund?.externalId), callOf('1'))).to.include({
      claim: 'canceled',
      reason: 'expired_or_canceled_card',
    });
    expect(await get(id)).to.deep.include({ refunded: money(0n, 'EUR') });
  });

  for (const [status, name, disputed] of [
    ['needs_response', 'charge.dispute.created', true],
    ['under_review', 'charge.dispute.created', true],
    ['lost', 'charge.dispute.closed', false],
    ['won', 'charge.dispute.closed', false],
    ['warning_needs_response', 'charge.dispute.created', false],
    ['warning_closed', 'charge.dispute.closed', false],
  ] as const) {
    it(`is ${disputed ? '' : 'not '}disputed while its dispute is ${status}`, async () => {
      const id = await paid();
      await served.control('POST', `/payments/${id}/dispute`, { status });

      const event = await told(name, intent(id));
      expect(event).to.include({ kind: 'payment', externalId: intent(id) });
      expect(event?.id).to.include(status);
      const seen = await provider.get?.(String(event?.externalId), callOf('1'));
      expect(seen).to.include({ externalId: id, claim: 'succeeded' });
      expect(seen?.disputed).to.equal(disputed);
    });
  }

  it('that a payer got back by a dispute is told like a refund of it, by the name of the dispute', async () => {
    const since = new Date();
    const id = await paid();
    await served.control('POST', `/payments/${id}/dispute`, { status: 'needs_response' });
    const name = intent(id).replace('pi_', 'dp_');
    const refund = () => provider.getRefund?.(name, callOf('1'));
    const listed = async () => {
      const found: string[] = [];
      for await (const { externalId } of provider.refundsSince?.(since, callOf('1')) ?? [])
        found.push(externalId);
      return found;
    };
    expect(await refund()).to.include({ claim: 'pending' });
    expect(await provider.refundOf?.(id, callOf('1'))).to.equal(null);
    expect(await listed()).to.not.include(name);

    await served.control('POST', `/payments/${id}/dispute`, { status: 'lost' });
    const expected = {
      externalId: name,
      paymentExternalId: id,
      claim: 'succeeded',
      amount: price,
      reason: 'dispute lost',
      disputed: true,
    };
    expect(await refund()).to.deep.equal(expected);
    expect(await provider.refundOf?.(id, callOf('1'))).to.deep.equal(expected);
    expect(await listed()).to.include(name);
    expect(await provider.getRefund?.('dp_unknown', callOf('1'))).to.equal(null);
    const again = await provider.refund?.(id, price, `${id}-1`, callOf('1')).catch((error: unknown) => error);
    expect(String(again)).to.include('refused');

    await served.control('POST', `/payments/${id}/dispute`, { status: 'won' });
    expect(await refund(), 'its bank thought better of it').to.include({ claim: 'canceled' });
  });
});
