import { expect } from 'chai';
import { rub } from '../../support/shop.js';
import { useChat, type Somebody } from '../../support/chatting.js';

describe('an advertising campaign', () => {
  const chat = useChat();
  let id: bigint;
  const campaign = async (change: object = {}): Promise<bigint> => {
    const [row] = await chat
      .db()
      .knex('campaigns')
      .insert({ source: 'channel', startParam: 'Ad-1', createdBy: 'test', ...change })
      .returning<{ id: bigint }[]>('id');
    return row!.id;
  };
  beforeEach(async () => {
    id = await campaign();
  });
  const figures = () => chat.db().campaigns.figures(chat.db().knex, id);
  const touches = (): Promise<bigint[]> =>
    chat.db().knex('campaign_touches').orderBy('user_id').pluck('campaign_id');
  const come = async (person: number, payload: string): Promise<Somebody> => {
    const who = chat.meet(person);
    await who.say(`/start ${payload}`);
    return who;
  };

  it('counts who came by its link, who tried and who paid, and what', async () => {
    const anna = await come(42, 'Ad-1');
    await come(43, 'Ad-1');
    expect(await figures()).to.deep.equal({ starts: 2, trials: 0, payers: 0, payments: 0, revenue: [] });
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    expect(await figures()).to.include({ starts: 2, trials: 1 });
    const { id: userId } = await anna.row();
    const shop = chat.shop();
    await shop.see(await shop.attempt(await shop.order(userId)));
    await shop.see(await shop.attempt(await shop.order(userId)));
    await shop.give(userId, rub(500_00n));
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('С баланса');
    expect(await figures()).to.deep.equal({
      starts: 2,
      trials: 1,
      payers: 1,
      payments: 2,
      revenue: [rub(398_00n)],
    });
  });

  it('is the first that a person came by, also of somebody who was here before', async () => {
    const other = await campaign({ startParam: 'Ad-2' });
    const anna = chat.meet(42);
    await anna.say('/start');
    await anna.say('/start Ad-2');
    await anna.say('/start Ad-1');
    expect(await touches()).to.deep.equal([other]);
  });

  it('does not count what was before it', async () => {
    const anna = chat.meet(42);
    await anna.say('/start');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    const shop = chat.shop();
    await shop.see(await shop.attempt(await shop.order((await anna.row()).id)));
    await anna.say('/start Ad-1');
    expect(await figures()).to.deep.equal({ starts: 1, trials: 0, payers: 0, payments: 0, revenue: [] });
  });

  it('is known by its very letters, and not at all once it is over', async () => {
    for (const payload of ['ad-1', 'Ad-11', 'A', 'x'.repeat(64), '-_'.repeat(32)]) await come(43, payload);
    await chat.db().knex('campaigns').update({ active: false });
    await come(44, 'Ad-1');
    expect(await touches()).to.deep.equal([]);
  });

  it('gives its days to a newcomer in place of the trial, once, and the access comes', async () => {
    await chat.db().knex('campaigns').update({ bonusDays: 5 });
    const anna = await come(42, 'Ad-1');
    expect(anna.labels()).to.not.include('🎁 Попробовать бесплатно');
    await anna.say('/start Ad-1');
    await chat.work();
    expect(anna.last().text).to.match(/^🎉 Готово!/);
    expect(await chat.db().knex('grants').select('source', 'sourceId', 'days')).to.deep.equal([
      { source: 'campaign', sourceId: String(id), days: 5 },
    ]);
  });

  it('gives nothing once it is over, also to who came by it while it was not', async () => {
    const anna = await come(42, 'Ad-1');
    expect(await touches()).to.deep.equal([id]);
    await chat.db().knex('campaigns').update({ bonusDays: 5, active: false });
    await anna.say('/start Ad-1');
    expect(await chat.db().knex('grants')).to.deep.equal([]);
  });

  it('gives nothing to who had something before, or came first by another', async () => {
    await chat.db().knex('campaigns').update({ bonusDays: 5 });
    await campaign({ startParam: 'Ad-2' });
    const anna = chat.meet(42);
    await anna.say('/start');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await anna.say('/start Ad-1');
    const boris = await come(43, 'Ad-2');
    await boris.say('/start Ad-1');
    expect(await chat.db().knex('grants').pluck('source')).to.deep.equal(['trial']);
  });
});
