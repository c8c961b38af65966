import { expect } from 'chai';
import { tryoutEnvironment } from '../../src/main/demo/tryout.js';
import { pagesOf, tributeSettings } from '../../src/payments/tribute-settings.js';
import { tribute } from '../../src/sandbox/tribute.js';
import { serve } from './serve.js';
import { until } from '../support/until.js';

describe('the pages of Tribute’s links', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof tribute.open>>>>;
  beforeEach(async () => {
    served = await serve(tribute, { people: [{ id: 1001, first_name: 'В<b>ера' }] });
  });
  afterEach(() => served.close());

  const look = async (months = 1) => (await fetch(`${served.url}/links/${months}`)).text();
  const press = async (deed: string, person = 1001) =>
    (await fetch(`${served.url}/links/1/${person}/${deed}`, { method: 'POST', redirect: 'manual' })).status;
  const told = () =>
    served.shop.told.map(({ raw }) => {
      const { name, payload } = JSON.parse(raw.toString()) as {
        name: string;
        payload: { telegram_user_id: number; period_id: number; expires_at: string };
      };
      return { name, ...payload };
    });

  it('let each of the sandbox’s people subscribe, be charged again, and leave', async () => {
    expect(await look())
      .to.include('В&lt;b&gt;ера: не подписан(а)')
      .and.include('199');
    for (const deed of ['subscribe', 'renew', 'cancel']) {
      expect(await press(deed)).to.equal(303);
      await until(() => served.shop.told.length === ['subscribe', 'renew', 'cancel'].indexOf(deed) + 1);
    }
    const [first, second, last] = told();
    expect([first!.name, second!.name, last!.name]).to.deep.equal([
      'new_subscription',
      'renewed_subscription',
      'cancelled_subscription',
    ]);
    expect(first).to.include({ telegram_user_id: 1001, period_id: 1547 });
    expect(Date.parse(second!.expires_at)).to.be.greaterThan(Date.parse(first!.expires_at));
    expect(last!.expires_at).to.equal(second!.expires_at);
    expect(await look())
      .to.include('дальше не списывается')
      .and.include('Подписаться');
  });

  it('do nothing for what nobody can do, and know no other people or terms', async () => {
    expect(await press('renew')).to.equal(303);
    expect(await press('cancel')).to.equal(303);
    expect(await press('subscribe', 7)).to.equal(404);
    expect((await fetch(`${served.url}/links/2`)).status).to.equal(404);
    expect(served.shop.told).to.deep.equal([]);
  });

  it('are what the demo’s shop shows, and sell what it gives', async () => {
    const settings = tributeSettings.parse({ ...served.settings, ...tryoutEnvironment({ sandbox: 4100 }) });
    const pages = pagesOf(settings);
    expect([...pages.keys()]).to.deep.equal([1, 3]);
    for (const [months, url] of pages) {
      expect(new URL(url).pathname).to.equal(`/tribute/links/${months}`);
      expect(await look(months)).to.include(`${months} мес.`);
    }
  });
});
