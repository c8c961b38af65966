import { expect } from 'chai';
import { useChat, type Somebody } from '../support/chatting.js';
import { rub } from '../support/shop.js';
import { charge, in30Days, told, tributeSelling } from '../support/tribute.js';

describe('a subscription that Tribute renews, when its person buys another plan', () => {
  const chat = useChat();
  let anna: Somebody;
  const tell = (name: string, until: Date) => {
    const scope = { ...chat.scope(), payments: tributeSelling('1644/1547=1') };
    return told(scope, name, charge(until, { telegram_user_id: anna.id, price: 199_00 }));
  };
  const subscription = async () => chat.shop().subscription((await anna.row()).id);
  const until = in30Days();
  const choose = async (plan: string): Promise<void> => {
    await anna.say('/buy');
    await anna.tap(plan);
    await anna.tap('1 месяц');
  };

  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    await tell('new_subscription', until);
    await chat.shop().plus();
    await chat.shop().give((await anna.row()).id, rub(398_00n));
    await chat.work();
  });

  it('is not offered what it does already', () => {
    expect(anna.last().text).to.match(/^🎉 Готово/);
    expect(anna.labels().join()).not.to.include('Продлевать автоматически');
  });

  it('says before that Tribute goes on charging, and where to end that', async () => {
    await choose('398 ₽');
    expect(anna.last().text).to.include('Tribute продолжит списывать деньги').and.include('«Стандарт»');
    await choose('Стандарт');
    expect(anna.last().text).not.to.include('Tribute');
  });

  it('is known to go on charging for its own plan after a month bought by hand, and for no other', async () => {
    const { db } = chat.scope();
    const { id } = await subscription();
    const runBy = async () => (await db.renewals.standing(db.knex, id)).runBy;
    await choose('Стандарт');
    await anna.tap('С баланса');
    expect(await runBy()).to.equal('tribute');
    await chat.shop().give((await anna.row()).id, rub(199_00n));
    await choose('398 ₽');
    await anna.tap('С баланса');
    expect(await runBy()).to.equal(null);
  });

  it('turns nothing back by its next charge: that goes to the balance, and says where to end it', async () => {
    await choose('398 ₽');
    await anna.tap('С баланса');
    const { planVersionId, paidUntil } = await subscription();
    const next = new Date(until.getTime() + 30 * 24 * 3_600_000);
    expect(await tell('renewed_subscription', next)).to.deep.equal({ state: 'applied', reason: null });
    expect(await subscription()).to.deep.include({ planVersionId, paidUntil });
    expect(await chat.shop().balance((await anna.row()).id)).to.equal(199_00n);
    await chat.work();
    expect(anna.last().text)
      .to.include('На баланс зачислено 199 ₽')
      .and.include('«Стандарт»')
      .and.include('Tribute списывает сам');
    expect(await chat.db().ledger.audit()).to.deep.equal([]);
  });
});
