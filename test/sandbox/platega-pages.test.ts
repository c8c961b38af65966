import { expect } from 'chai';
import { platega } from '../../src/sandbox/platega.js';
import { isCharge } from '../../src/sandbox/platega-sold.js';
import { serve } from './serve.js';

describe('the pages of Platega', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof platega.open>>>>;
  let id: string;
  beforeEach(async () => {
    served = await serve(platega);
    const { subscriptions } = served.emulator;
    const description = 'VPN <b>&';
    ({ id } = subscriptions.subscribe({ minor: 199_00, currency: 'RUB', description, unit: 3, every: 1 }));
  });
  afterEach(() => served.close());
  const get = async (path: string) => (await fetch(`${served.url}${path}`)).text();
  const post = async (deed: string) => {
    const response = await fetch(`${served.url}/pay/${id}/${deed}`, { method: 'POST' });
    expect(new URL(response.url).pathname).to.equal(`/platega/pay/${id}`);
    served.emulator.subscriptions.tick();
    return get(`/pay/${id}`);
  };
  const charges = () => [...served.emulator.till.bills.values()].filter(isCharge).length;

  it('let a payer agree, and then charge, fail and end what they agreed to', async () => {
    expect(await get(`/pay/${id}`))
      .to.include('Оплатить')
      .and.include('VPN &lt;b&gt;&amp;');
    expect(await get('/subscriptions')).to.include('ничего не списывает');
    expect(await post('succeed'))
      .to.include('Активна')
      .and.include('199 ₽');
    expect(await get('/subscriptions')).to.include(`pay/${id}`);
    expect(await post('charge')).to.include('Списаний: 2');
    expect(await post('fail')).to.include('Списать не удалось');
    expect(await post('cancel'))
      .to.include('Отменена')
      .and.not.include('<form');
    await post('charge');
    expect(charges()).to.equal(3);
  });

  it('let a payer refuse: nothing is charged, and there is nothing to do any more', async () => {
    expect(await post('cancel')).to.include('Платёж отменён');
    const response = await fetch(`${served.url}/pay/${id}/charge`, { method: 'POST' });
    expect(response.status).to.equal(404);
    expect(charges()).to.equal(0);
  });
});
