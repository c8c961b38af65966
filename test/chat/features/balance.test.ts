import { expect } from 'chai';
import { useChat, type Somebody } from '../../support/chatting.js';
import { promoCode } from '../../support/promo.js';
import { rub } from '../../support/shop.js';

describe('the balance', () => {
  const chat = useChat();
  let anna: Somebody;
  let userId: bigint;
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    userId = (await anna.row()).id;
  });
  const lines = (): string[] =>
    anna
      .last()
      .text.split('\n')
      .filter((line) => /^[+−]/.test(line));
  const topUp = async (minor: bigint) =>
    chat.shop().see(await chat.shop().attempt(await chat.shop().topup(userId, rub(minor))));
  const look = async () => {
    await anna.say('/menu');
    await anna.tap('Баланс');
  };

  it('tells what came and what went, and why, newest first', async () => {
    await look();
    expect(anna.last().text).to.match(/^Баланс: 0 ₽/);
    expect(lines()).to.deep.equal([]);

    await topUp(300_00n);
    await promoCode(chat.db(), { kind: 'balance', amountMinor: 50_00n, currency: 'RUB' });
    await anna.say('/promo GIFT');
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('С баланса');
    await look();
    expect(anna.last().text).to.match(/^Баланс: 151 ₽/);
    expect(lines().map((line) => line.split(' · ').slice(0, 2))).to.deep.equal([
      ['− 199 ₽', 'покупка'],
      ['+ 50 ₽', 'промокод'],
      ['+ 300 ₽', 'зачисление'],
    ]);
  });

  it('is read page by page, each line once, and is nobody else’s', async () => {
    const boris = await chat.shop().person(43n);
    await chat.shop().give(boris, rub(777_00n));
    for (let rubles = 51n; rubles <= 62n; rubles += 1n) await topUp(rubles * 100n);
    const seen: string[][] = [];
    for (await look(); ; await anna.tap('Раньше')) {
      seen.push(lines().map((line) => line.split(' · ')[0]!));
      if (!anna.labels().some((label) => label.startsWith('Раньше'))) break;
      expect(seen.length).to.be.lessThan(4);
    }
    expect(seen.map(({ length }) => length)).to.deep.equal([5, 5, 2]);
    expect(seen.flat()).to.deep.equal(Array.from({ length: 12 }, (_, at) => `+ ${62 - at} ₽`));
    await anna.tap('Новые');
    expect(lines()[0]).to.match(/^\+ 62 ₽/);
  });
});
