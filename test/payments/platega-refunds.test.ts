import { expect } from 'chai';
import { Never, UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import { platega } from '../../src/payments/platega.js';
import type { Provider } from '../../src/payments/provider.js';
import { platega as emulated } from '../../src/sandbox/platega.js';
import { serve } from '../sandbox/serve.js';
import { callOf, errorOf, intentOf, offer } from './contract.js';

const price = money(299_00n, 'RUB');

describe('a refund of platega', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof emulated.open>>>>;
  let provider: Provider;
  before(async () => {
    served = await serve(emulated);
    provider = offer(platega, served.settings);
  });
  after(() => served.close());

  const pay = async (): Promise<string> => {
    const id = String((await provider.create?.(intentOf(price), callOf('1')))?.externalId);
    served.emulator.till.pay(id);
    return id;
  };
  const refund = (id: string, minor = 299_00n) =>
    provider.refund?.(id, money(minor, 'RUB'), 'r', callOf('1'));
  const refundedOf = (id: string) => served.emulator.till.find(id).refundedMinor;

  for (const [refunds, Meaning, says] of [
    ['poor', UpstreamRejected, 'Insufficient funds'],
    ['no', UpstreamRejected, 'did not accept'],
    ['manual', Never, 'support'],
  ] as const) {
    it(`is refused in its own way when Platega answers "${refunds}", and is made later`, async () => {
      const id = await pay();
      await served.control('PUT', '/manners', { refunds });

      const error = await errorOf(refund(id));

      await served.control('PUT', '/manners', {});
      expect(error).to.be.instanceOf(Meaning).with.property('message').that.includes(says);
      expect(refundedOf(id)).to.equal(0);
      expect(await refund(id)).to.include({ claim: 'succeeded' });
    });
  }

  it('is of all or nothing, and of what is there', async () => {
    const id = await pay();

    expect(await errorOf(refund(id, 1_00n))).to.be.instanceOf(UpstreamRejected);
    expect(await errorOf(refund('3fa85f64-5717-4562-b3fc-2c963f66afa6'))).to.be.instanceOf(UpstreamRejected);
    expect(provider).to.include({ fullRefundsOnly: true });
    expect(refundedOf(id)).to.equal(0);
  });

  it('is one whose answer was lost', async () => {
    const id = await pay();
    await served.control('POST', '/faults', { match: `POST /transaction/${id}/cancel`, kind: 'lost' });

    expect(await errorOf(refund(id))).to.be.instanceOf(UpstreamFailed);

    expect(await refund(id)).to.include({ claim: 'succeeded', paymentExternalId: id });
    expect(refundedOf(id)).to.equal(299_00);
  });

  it('is under way while the payment cannot be read after it', async () => {
    const id = await pay();
    const reading = { match: `GET /transaction/${id}`, ms: 0 };
    await served.control('POST', '/faults', { ...reading, kind: 'slow', times: 2 }); // before it: that goes well
    await served.control('POST', '/faults', { ...reading, kind: '500' });

    const made = await refund(id);

    expect(made).to.include({ claim: 'pending' });
    expect(await provider.getRefund?.(String(made?.externalId), callOf('1'))).to.include({
      claim: 'succeeded',
    });
  });
});
