import { expect } from 'chai';
import { until } from '../support/until.js';
import { newBuyer, tell } from './support/buyer.js';
import { useShop } from './support/shop.js';

interface Call {
  readonly ok: boolean;
  readonly result: unknown;
  readonly params: { readonly text?: string };
}

describe('two bots that poll', function () {
  this.timeout(90_000);
  const shop = useShop({
    members: { 'bot-1': 'bot', 'bot-2': 'bot', worker: 'worker' },
    env: { TELEGRAM_MODE: 'polling' },
  });

  const calls = async (query: string): Promise<Call[]> =>
    (await tell(shop, `/control/telegram/journal?${query}`, undefined, 'GET')) as Call[];
  const takenBy = async (name: string): Promise<number> => {
    const text = await (await fetch(`${shop.ops[name]}/metrics`)).text();
    return Number(/^updates_received_total\{result="taken",[^}]*\} (\d+)/m.exec(text)?.[1] ?? 0);
  };

  it('take turns: one at a time, the other after a kill, and no update twice', async () => {
    const buyer = await newBuyer(shop);
    await buyer.text('/start');
    await buyer.sees('a welcome', /Привет/);
    const taken = [await takenBy('bot-1'), await takenBy('bot-2')];
    expect(taken, 'who polls').to.have.members([1, 0]);
    const poller = taken[0] === 1 ? 'bot-1' : 'bot-2';

    await shop.fleet.kill(poller);
    const killedAt = Date.now();
    for (let n = 1; n <= 3; n += 1) await buyer.text('/help');
    const answers = async () =>
      (await buyer.all()).filter(({ from, text }) => from === 'bot' && text.includes('Как это работает'));
    await until(async () => (await answers()).length >= 3, 40_000, 'nobody polls');
    expect(Date.now() - killedAt, 'milliseconds without a poller').to.be.lessThan(15_000);

    const updates = await shop.db.knex('processed_updates').pluck('updateId');
    expect(updates.length).to.equal(4);
    const sent = await calls(`method=sendMessage&chat_id=${buyer.id}`);
    expect(sent.filter(({ ok }) => ok).length, 'answers').to.equal(4);
    const refused = (await calls('method=getUpdates')).filter(({ ok }) => !ok);
    expect(refused, 'two at a time').to.deep.equal([]);
  });
});
